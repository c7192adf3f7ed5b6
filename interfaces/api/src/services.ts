// Shape until integration exports it.
type Sats = bigint;
export type DepositState = 'seen' | 'confirming' | 'attesting' | 'submitted' | 'minted' | 'refused' | 'orphaned';
export interface User {
  address: string;
  tier: number;
  status: string;
  depositIndex: number;
  balanceSats: Sats;
}
export interface Deposit {
  txid: string;
  vout: number;
  user: string;
  amountSats: Sats;
  state: DepositState;
  height: number | null;
  confirmations: number;
  confirmationsRequired: number;
  operationId: string;
  stellarTx: string | null;
  refusal: { code: string; message: string } | null;
  createdAt: Date;
  updatedAt: Date;
}
export interface SystemStatus {
  stellar: { ok: boolean; ledger?: number; error?: string };
  bitcoin: { ok: boolean; network: string; height?: number; scannedHeight?: number; error?: string };
  database: { ok: boolean; error?: string };
  signers: { name: string; address: string; ok: boolean; error?: string }[];
  paused: boolean;
  deposits: Partial<Record<DepositState, number>>;
  contracts: Record<string, string>;
}
export interface Services {
  status(): Promise<SystemStatus>;
  registerIdentity(input: { address: string; tier: number }): Promise<{ user: User; created: boolean }>;
  user(address: string): Promise<User | undefined>;
  depositAddress(address: string): Promise<{ address: string; index: number; network: string } | undefined>;
  deposits(query: {
    user?: string;
    state?: DepositState;
    limit: number;
    cursor?: string;
  }): Promise<{ items: Deposit[]; nextCursor: string | undefined }>;
  deposit(outpoint: {
    txid: string;
    vout: number;
  }): Promise<(Deposit & { timeline: { at: Date; state: string; detail: Record<string, string> }[] }) | undefined>;
  recheckDeposit(outpoint: { txid: string; vout: number }): Promise<Deposit | undefined>;
  reserves(): Promise<{ reservesSats: Sats; supplySats: Sats; ratioBps: number | null }>;
  pause(reason: string): Promise<{ stellarTx: string }>;
  resume(): Promise<{ stellarTx: string }>;
  stop(): Promise<void>;
}
