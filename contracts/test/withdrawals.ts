import { createHash } from 'node:crypto';
import { Address, TEST_NETWORK } from '@scure/btc-signer';
import { BLOCK, deposit, txid } from './actions.ts';
import type { Person } from './people.ts';
import type { Sign } from './transaction.ts';
import { type InvokeOptions, reserveScript, type World } from './world.ts';

/** Bitcoin addresses of regtest, and the scripts they stand for. */
const regtest = { ...TEST_NETWORK, bech32: 'bcrt' };
export const payTo = (label: string): { address: string; script: Buffer } => {
  const hash = createHash('sha256').update(`payee ${label}`).digest().subarray(0, 20);
  const address = Address(regtest).encode({ type: 'wpkh', hash: new Uint8Array(hash) });
  return { address, script: Buffer.concat([Buffer.from([0, 20]), hash]) };
};

export interface Coin {
  txid: Uint8Array;
  vout: number;
}

export interface Output {
  amount: bigint;
  script: Uint8Array;
}

export interface UnsignedOptions {
  version?: number;
  sequence?: number;
  lockTime?: number;
}

/** The only encoding of an unsigned segwit transaction, written by hand. */
export function unsignedTx(inputs: readonly Coin[], outputs: readonly Output[], options: UnsignedOptions = {}): Buffer {
  const { version = 2, sequence = 0xffff_fffd, lockTime = 0 } = options;
  return Buffer.concat([
    u32(version),
    Buffer.from([inputs.length]),
    ...inputs.flatMap(({ txid, vout }) => [Buffer.from(txid).reverse(), u32(vout), Buffer.from([0]), u32(sequence)]),
    Buffer.from([outputs.length]),
    ...outputs.flatMap(({ amount, script }) => [u64(amount), Buffer.from([script.length]), Buffer.from(script)]),
    u32(lockTime),
  ]);
}

/** As explorers print it. */
export function txidOf(unsigned: Uint8Array): Buffer {
  const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
  return sha256(sha256(unsigned)).reverse();
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

/** One more output of the reserve, minted to alice. */
export async function fund(world: World, label: string, amount: bigint, user: Person = 'alice'): Promise<Coin> {
  const coin = { txid: txid(label), vout: 0 };
  await deposit(world, { user, amount, tx: coin.txid });
  return coin;
}

export interface WithdrawOptions {
  by?: Person;
  amount?: bigint;
  maxFee?: bigint;
  address?: string;
}

export interface Owed {
  id: Buffer;
  amount: bigint;
  script: Buffer;
}

/** Asks for a withdrawal and returns what is owed. */
export async function withdraw(world: World, label: string, options: WithdrawOptions = {}): Promise<Owed> {
  const { by = 'alice', amount = 20_000n, maxFee = 1_000n } = options;
  const { address, script } = payTo(label);
  const args = {
    user: world.address(by),
    token_amount: amount,
    btc_address: options.address ?? address,
    max_fee: maxFee,
  };
  const id = await world.invoke<Buffer>('integration-router', 'execute_token_withdrawal', args, { by });
  return { id: Buffer.from(id), amount, script };
}

/** What a payment of these withdrawals must look like: each less its share of the fee, then the change. */
export function paymentOf(owed: readonly Owed[], inputs: readonly Coin[], totalIn: bigint, fee: bigint): Buffer {
  const count = BigInt(owed.length);
  const total = owed.reduce((sum, { amount }) => sum + amount, 0n);
  const payments = owed.map(({ amount, script }, index) => ({
    amount: amount - fee / count - (BigInt(index) < fee % count ? 1n : 0n),
    script,
  }));
  const change = totalIn - total;
  return unsignedTx(inputs, change > 0n ? [...payments, { amount: change, script: reserveScript }] : payments);
}

const QUORUM: Person[] = ['custodian1', 'custodian2'];

export interface Attested {
  attestors?: Person[];
  signers?: Person[];
  /** Takes the place of `signers`: forgeries. */
  sign?: Sign;
}

/** Custodians authorize a payment; returns its txid. */
export async function processPayment(
  world: World,
  ids: readonly Uint8Array[],
  unsigned: Uint8Array,
  { attestors = QUORUM, signers = attestors, sign }: Attested = {},
): Promise<Buffer> {
  const args = {
    attestors: attestors.map(world.address),
    withdrawal_ids: ids.map((id) => Buffer.from(id)),
    unsigned_tx: Buffer.from(unsigned),
  };
  const options: InvokeOptions = { by: 'operator', signers, ...(sign ? { sign } : {}) };
  return Buffer.from(await world.invoke<Buffer>('reserve-manager', 'process_bitcoin_withdrawal', args, options));
}

export async function completePayment(
  world: World,
  payment: Uint8Array,
  { confirmations = 12, attestors = QUORUM, signers = attestors }: Attested & { confirmations?: number } = {},
): Promise<void> {
  const args = { attestors: attestors.map(world.address), txid: Buffer.from(payment), confirmations, ...BLOCK };
  await world.invoke('reserve-manager', 'complete_bitcoin_withdrawal', args, { by: 'operator', signers });
}

/** Anyone may: Mallory does. */
export const rollback = (world: World, id: Uint8Array): Promise<void> =>
  world.invoke('integration-router', 'rollback_operation', { operation_id: Buffer.from(id) }, { by: 'mallory' });

export const utxo = (world: World, coin: Coin): Promise<{ amount: bigint; state: number }> =>
  world.read('reserve-manager', 'get_utxo', { tx_hash: Buffer.from(coin.txid), vout: coin.vout });

export const withdrawalState = async (world: World, id: Uint8Array): Promise<number> =>
  (await world.read<{ state: number }>('reserve-manager', 'get_withdrawal', { withdrawal_id: Buffer.from(id) })).state;

export const UtxoState = { Unspent: 0, Committed: 1, Spent: 2, Expected: 3, Lost: 4, Promised: 5 } as const;
export const WithdrawalState = { Pending: 0, Authorized: 1, Completed: 2, Refunded: 3 } as const;

/** Seconds that custodians have by default. */
export const TIMEOUT = 3 * 86_400;
