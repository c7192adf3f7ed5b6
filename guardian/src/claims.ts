import type { BlockRef } from '@istsi/contracts';

/** What the contracts recorded that Bitcoin must bear out, or what Bitcoin shows that the contracts must bear out. */
export type Claim = ClaimBase &
  (
    | ({ kind: 'deposit'; user: string } & Output)
    /** Counted without a mint; of a deposit that goes back, the owner is named or nobody. */
    | ({ kind: 'added'; to: 'reserve' | 'owner' | 'nobody' | 'custody'; user?: string } & Output)
    | { kind: 'settled'; txid: string; block: BlockRef; confirmations: number }
    | { kind: 'lost'; outpoint: string; block: BlockRef }
    /** A coin of the reserve moved on Bitcoin. */
    | { kind: 'spent'; outpoint: string; by: string; amountSats: bigint }
    /** What was recorded before anything was read here: the books as they are must be borne out by coins. */
    | { kind: 'books' }
    /** It contradicts itself, whatever Bitcoin says. */
    | { kind: 'baseless'; why: string }
  );

interface ClaimBase {
  /** The event's place on Stellar, or the spend's on Bitcoin. */
  id: string;
  /** Unix seconds: the ledger's, or when the spend was seen here. */
  at: number;
  /** Of an event. */
  ledger?: number;
}

interface Output {
  outpoint: string;
  amountSats: bigint;
  block: BlockRef;
  confirmations: number;
}

/** Whose address an index is. */
export interface Owner {
  address: string;
  index: number;
}

/** An event of one of the system's contracts, as the contract's spec reads it. */
export interface SystemEvent {
  id: string;
  contract: 'router' | 'reserve' | 'token' | 'kyc';
  name: string;
  data: Record<string, unknown>;
  ledger: number;
  /** Unix seconds. */
  at: number;
}

export interface Findings {
  claims: Claim[];
  owners: Owner[];
  /** Reasons of this guardian's own pauses. */
  ownPauses: string[];
}

/** What the events of one transaction say. `self`: this guardian's address. */
export function findingsIn(events: readonly SystemEvent[], self: string): Findings {
  const claims = [...events.flatMap(claimIn), ...baselessMints(events), ...baselessDebts(events)];
  const owners = events.flatMap(({ contract, name, data }) =>
    contract === 'kyc' && name === 'AddressRegistered'
      ? [{ address: data.user as string, index: data.address_index as number }]
      : [],
  );
  const ownPauses = events.flatMap(({ contract, name, data }) =>
    contract === 'router' && name === 'EmergencyPause' && data.caller === self ? [String(data.reason)] : [],
  );
  return { claims, owners, ownPauses };
}

function claimIn({ id, contract, name, data, ledger, at }: SystemEvent): Claim[] {
  if (contract !== 'reserve') return [];
  const base = { id, ledger, at };
  switch (name) {
    case 'DepositRegistered':
      return [{ kind: 'deposit', ...base, ...outputIn(data), user: data.user as string }];
    case 'ReserveAdded':
      return [{ kind: 'added', ...base, ...outputIn(data), to: 'reserve' }];
    case 'OutputReinstated':
      return [{ kind: 'added', ...base, ...outputIn(data), to: 'custody' }];
    case 'DepositReturnable': {
      const owner = data.owner as string | null | undefined;
      return [
        { kind: 'added', ...base, ...outputIn(data), ...(owner ? { to: 'owner', user: owner } : { to: 'nobody' }) },
      ];
    }
    case 'PaymentCompleted':
    case 'PaymentCorrected': {
      const { confirmations } = data as { confirmations: number };
      return [{ kind: 'settled', ...base, txid: hexOf(data.txid), block: blockIn(data), confirmations }];
    }
    case 'OutputLost':
      return [{ kind: 'lost', ...base, outpoint: outpointIn(data), block: blockIn(data) }];
    default:
      return [];
  }
}

/** Tokens come to be for a deposit, or are given back for a withdrawal that is not paid, in the same transaction. */
function baselessMints(events: readonly SystemEvent[]): Claim[] {
  const causes = events.flatMap(({ contract, name, data }) => {
    if (contract === 'reserve' && name === 'DepositRegistered') return [causeOf(data.user, data.amount)];
    return contract === 'token' && name === 'IntegratedRefund' ? [causeOf(data.to, data.amount)] : [];
  });
  return events.flatMap(({ contract, name, data, id, ledger, at }): Claim[] => {
    if (contract !== 'token' || name !== 'Mint') return [];
    const cause = causes.indexOf(causeOf(data.to, data.amount));
    if (cause >= 0) causes.splice(cause, 1);
    const why = `${String(data.amount)} iSTSi were minted to ${String(data.to)} for no deposit and no refund`;
    return cause >= 0 ? [] : [{ kind: 'baseless', id, ledger, at, why }];
  });
}

/**
 * Bitcoin is owed for tokens that are burned in the same transaction, or for a deposit that goes back: no token stands for that
 * one, and what was counted for it is a claim of its own (`DepositReturnable`).
 */
function baselessDebts(events: readonly SystemEvent[]): Claim[] {
  const returns = new Set(
    events.flatMap(({ contract, name, data }) =>
      contract === 'reserve' && (name === 'ReturnNamed' || name === 'ReturnProposed') ? [hexOf(data.return_id)] : [],
    ),
  );
  const burns = new Set(
    events.flatMap(({ contract, name, data }) =>
      contract === 'token' && name === 'IntegratedBurn' ? [causeOf(hexOf(data.withdrawal_id), data.amount)] : [],
    ),
  );
  return events.flatMap(({ contract, name, data, id, ledger, at }): Claim[] => {
    if (contract !== 'reserve' || name !== 'WithdrawalRecorded') return [];
    const withdrawal = hexOf(data.withdrawal_id);
    const why = `the reserve owes ${String(data.amount)} sats for withdrawal ${withdrawal}, and nobody burned as much for it`;
    const hasCause = returns.has(withdrawal) || burns.has(causeOf(withdrawal, data.amount));
    return hasCause ? [] : [{ kind: 'baseless', id, ledger, at, why }];
  });
}

const causeOf = (who: unknown, amount: unknown): string => `${String(who)} ${String(amount)}`;

const hexOf = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('hex');

const outpointIn = ({ tx_hash, vout }: Record<string, unknown>): string => `${hexOf(tx_hash)}:${vout as number}`;

function blockIn({ block }: Record<string, unknown>): BlockRef {
  const { hash, height } = block as { hash: Uint8Array; height: number };
  return { hash: hexOf(hash), height };
}

const outputIn = (data: Record<string, unknown>): Output => ({
  outpoint: outpointIn(data),
  amountSats: data.amount as bigint,
  block: blockIn(data),
  confirmations: data.confirmations as number,
});
