import { addressOfScript, type NetworkName, networks } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import { OperationStatus } from '@istsi/contracts/clients/integration-router';
import {
  BatchEnd,
  BitcoinNetwork,
  ReserveError,
  WithdrawalState as ReserveState,
} from '@istsi/contracts/clients/reserve-manager';
import { formatOutpoint } from '../deposits/deposit.ts';
import type { RecordedWithdrawal } from '../withdrawals/withdrawal-store.ts';

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const fromHex = (text: string): Buffer => Buffer.from(text, 'hex');

/** A withdrawal as both contracts know it now. */
export interface ChainWithdrawal extends RecordedWithdrawal {
  state: ReserveState;
  /** The txid of the first payment of its batch. */
  batchId: string | undefined;
  /** Of the router's record. */
  status: OperationStatus;
}

const NETWORKS = {
  [BitcoinNetwork.Mainnet]: 'mainnet',
  [BitcoinNetwork.Testnet]: 'testnet',
  [BitcoinNetwork.Testnet4]: 'testnet4',
  [BitcoinNetwork.Signet]: 'signet',
  [BitcoinNetwork.Regtest]: 'regtest',
} as const satisfies Record<BitcoinNetwork, NetworkName>;

/** Undefined if no such withdrawal was ever recorded. */
export async function readWithdrawal(
  { reserve, router }: Pick<SystemContracts, 'reserve' | 'router'>,
  id: string,
): Promise<ChainWithdrawal | undefined> {
  const found = await reserve.tryRead('get_withdrawal', { withdrawal_id: fromHex(id) });
  if (!found.ok) {
    if (found.failure.contractError?.code === ReserveError.WithdrawalNotFound) return undefined;
    throw new Error(`the reserve manager does not answer about withdrawal ${id}: ${found.failure.text}`);
  }
  const { value } = found;
  const [operation, { network }] = await Promise.all([
    // A deposit that is returned is no operation of the router.
    isReturn(value) ? undefined : router.read('get_operation', { operation_id: fromHex(id) }),
    reserve.read('get_config'),
  ]);
  return {
    id,
    user: operation?.user,
    address: addressOfScript(value.script, networks[NETWORKS[network]]),
    script: hex(value.script),
    amountSats: value.amount,
    maxFeeSats: value.max_fee,
    deadline: value.deadline,
    recordedAt: operation ? new Date(Number(operation.timestamp) * 1000) : new Date(),
    state: value.state,
    batchId: known(value.batch),
    status: operation?.status ?? statusOfReturn(value),
  };
}

/** Nothing was burned for it: it pays a deposit back that may not become tokens. */
export const isReturn = ({ burned }: { burned: bigint }): boolean => burned === 0n;

const statusOfReturn = ({ state }: { state: ReserveState }): OperationStatus =>
  state === ReserveState.Completed ? OperationStatus.Completed : OperationStatus.Pending;

/** An authorized payment as the reserve manager knows it. */
export interface ChainPayment {
  txid: string;
  batchId: string;
  feeSats: bigint;
  inputs: readonly string[];
  /** The number of the first output that returns to the reserve. */
  firstChange: number;
  changeOutputs: number;
}

export async function readPayment(
  { reserve }: Pick<SystemContracts, 'reserve'>,
  txid: string,
): Promise<ChainPayment | undefined> {
  const found = await reserve.tryRead('get_payment', { txid: fromHex(txid) });
  if (!found.ok) {
    if (found.failure.contractError?.code === ReserveError.PaymentNotFound) return undefined;
    throw new Error(`the reserve manager does not answer about payment ${txid}: ${found.failure.text}`);
  }
  const { batch, fee, inputs, first_change, change_outputs } = found.value;
  return {
    ...{ txid, batchId: hex(batch), feeSats: fee, inputs: inputs.map(outpointOf) },
    ...{ firstChange: first_change, changeOutputs: change_outputs },
  };
}

/** The batch of an authorized payment as the reserve manager knows it. */
export interface ChainBatch {
  id: string;
  anchor: string;
  end: BatchEnd;
  /** The transaction of the batch that confirmed, when one did. */
  settledBy: string | undefined;
  held: readonly string[];
  latest: string;
  payments: number;
  withdrawals: readonly string[];
}

export async function readBatch({ reserve }: Pick<SystemContracts, 'reserve'>, id: string): Promise<ChainBatch> {
  const batch = await reserve.read('get_batch', { txid: fromHex(id) });
  return {
    id,
    anchor: outpointOf(batch.anchor),
    end: batch.end,
    settledBy: isSettled(batch.end) ? known(batch.settled_by) : undefined,
    held: batch.held.map(outpointOf),
    latest: hex(batch.latest),
    payments: batch.payments,
    withdrawals: batch.withdrawals.map(hex),
  };
}

const isSettled = (end: BatchEnd): boolean => end === BatchEnd.Completed || end === BatchEnd.Cancelled;

/** Zeros stand for nothing. */
const known = (txid: Uint8Array): string | undefined => (txid.some((byte) => byte !== 0) ? hex(txid) : undefined);

const outpointOf = ({ tx_hash, vout }: { tx_hash: Uint8Array; vout: number }): string =>
  formatOutpoint({ txid: hex(tx_hash), vout });
