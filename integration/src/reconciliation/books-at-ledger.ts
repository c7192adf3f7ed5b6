import { parseOutpoint } from '@istsi/bitcoin-custody';
import { BatchEnd, type UtxoState, type WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import type { Network } from '@istsi/soroban-client';
import { Address, scValToNative, xdr } from '@stellar/stellar-sdk';
import { fromHex, hex } from '../operations/payments/chain-records.ts';
import type { BookedOutput, BookedPayment } from './compare-coins.ts';
import type { OwedRecords } from './compare-figures.ts';
import type { KnownSubjects } from './known-subjects.ts';
import { dataKey, instanceFields, instanceKey, type LedgerRef, type Stored, storedAt } from './ledger-entries.ts';
import type { ReconcileWorld } from './reconcile-world.ts';

export interface BooksAddresses {
  reserve: string;
  token: string;
  kyc: string;
}

export const addressesIn = ({ first, manifest }: Pick<ReconcileWorld, 'first' | 'manifest'>): BooksAddresses => ({
  ...{ reserve: first.reserve.contractId, kyc: first.kyc.contractId },
  token: manifest.contracts['istsi-token'].id,
});

/** What the contracts have stored at one ledger. */
export interface BooksAtLedger extends OwedRecords {
  ledger: LedgerRef;
  /** As the reserve manager adds them up. */
  totalSats: bigint;
  owedSats: bigint;
  outputCount: number;
  commitment: string;
  outputs: ReadonlyMap<string, BookedOutput>;
  /** As the token adds it up. */
  supplySats: bigint;
  /** Of all holders that are known. */
  balancesSats: bigint;
  /** How many addresses the registry has numbered. */
  registered: number;
}

type Ask = (keys: readonly xdr.LedgerKey[]) => Promise<(unknown | undefined)[]>;

/** Reads all of it as it was at one ledger, from one RPC. */
export async function booksAtLedger(
  network: Network,
  ledger: LedgerRef,
  options: { addresses: BooksAddresses; known: KnownSubjects; outpoints: readonly string[]; patienceMs: number },
): Promise<Stored<BooksAtLedger>> {
  const { addresses, known, patienceMs } = options;
  return await atOneLedger(network, ledger, patienceMs, async (ask) => {
    const [instance, supply, counters] = await ask([
      instanceKey(addresses.reserve),
      dataKey(addresses.token, 'TotalSupply'),
      dataKey(addresses.kyc, 'Counters'),
    ]);
    const books = recordOf(instanceFields(instance).get('Books'), 'the books of the reserve');
    const outpoints = [...new Set([...known.outpoints, ...options.outpoints])];
    return {
      ledger,
      totalSats: amount(books.total_btc),
      owedSats: amount(books.owed_btc),
      outputCount: Number(books.utxo_count),
      commitment: hex(books.utxo_commitment as Uint8Array),
      outputs: await readOutputs(ask, addresses.reserve, outpoints),
      supplySats: amount(supply),
      balancesSats: await sumBalances(ask, addresses.token, known.holders),
      registered: Number(recordOf(counters, 'the registry’s counters').next_address),
      ...(await readOwed(ask, addresses.reserve, known)),
    };
  });
}

/** Authorized payments by their txids, at the same ledger. */
export async function paymentsAtLedger(
  network: Network,
  ledger: LedgerRef,
  { reserve, txids, patienceMs }: { reserve: string; txids: readonly string[]; patienceMs: number },
): Promise<Stored<Map<string, BookedPayment>>> {
  return await atOneLedger(network, ledger, patienceMs, async (ask) => {
    const found = await ask(txids.map((txid) => dataKey(reserve, 'Payment', bytes(txid))));
    const payments = txids.flatMap((txid, i) =>
      found[i] === undefined ? [] : [{ txid, payment: recordOf(found[i]) }],
    );
    const batches = await ask(payments.map(({ payment }) => dataKey(reserve, 'Batch', scBytes(payment.batch))));
    return new Map(
      payments.map(({ txid, payment }, i): [string, BookedPayment] => [
        txid,
        {
          batch: hex(payment.batch as Uint8Array),
          inputs: (payment.inputs as Outpoint[]).map(({ tx_hash, vout }) => `${hex(tx_hash)}:${vout}`),
          isOpen: isOpen(recordOf(batches[i], `the batch of payment ${txid}`)),
        },
      ]),
    );
  });
}

interface Outpoint {
  tx_hash: Uint8Array;
  vout: number;
}

/** Ends the work as soon as one answer is not of this ledger. */
async function atOneLedger<T>(
  network: Network,
  ledger: LedgerRef,
  patienceMs: number,
  work: (ask: Ask) => Promise<T>,
): Promise<Stored<T>> {
  let failed: Stored<never> | undefined;
  const ask: Ask = async (keys) => {
    const stored = await storedAt(network, ledger, keys, patienceMs);
    if (stored.ok) return stored.values.map(nativeOf);
    failed = stored;
    throw new NotOfThisLedger(stored.reason);
  };
  try {
    return { ok: true, values: await work(ask) };
  } catch (error) {
    if (error instanceof NotOfThisLedger && failed) return failed;
    throw error;
  }
}

class NotOfThisLedger extends Error {}

/** An instance is left as it is: its storage is read by the names of its keys. */
const nativeOf = (value: xdr.ScVal | undefined): unknown =>
  value === undefined || value.type === 'scvContractInstance' ? value : scValToNative(value);

async function readOutputs(
  ask: Ask,
  reserve: string,
  outpoints: readonly string[],
): Promise<Map<string, BookedOutput>> {
  const found = await ask(
    outpoints.map((outpoint) => {
      const { txid, vout } = parseOutpoint(outpoint);
      return dataKey(reserve, 'Utxo', bytes(txid), xdr.ScVal.scvU32(vout));
    }),
  );
  return new Map(
    outpoints.flatMap((outpoint, i): [string, BookedOutput][] => {
      if (found[i] === undefined) return [];
      const { amount: sats, state } = recordOf(found[i]);
      return [[outpoint, { amountSats: amount(sats), state: Number(state) as UtxoState }]];
    }),
  );
}

async function sumBalances(ask: Ask, token: string, holders: readonly string[]): Promise<bigint> {
  const found = await ask(holders.map((holder) => dataKey(token, 'Balance', Address.fromString(holder).toScVal())));
  return found.reduce<bigint>((sum, balance) => (balance === undefined ? sum : sum + amount(balance)), 0n);
}

async function readOwed(ask: Ask, reserve: string, known: KnownSubjects): Promise<OwedRecords> {
  const ids = [...new Set([...known.withdrawals, ...known.returns])];
  const withdrawals = await ask(ids.map((id) => dataKey(reserve, 'Withdrawal', bytes(id))));
  const returns = await ask(known.returns.map((id) => dataKey(reserve, 'Return', bytes(id))));
  const batches = await ask(known.batches.map((id) => dataKey(reserve, 'Batch', bytes(id))));
  return {
    withdrawals: ids.flatMap((id, i) => {
      if (withdrawals[i] === undefined) return [];
      const { amount: sats, burned, state } = recordOf(withdrawals[i]);
      // The first layout had no field for it: all that was owed had been burned.
      const burnedSats = amount(burned ?? sats);
      return [{ id, amountSats: amount(sats), burnedSats, state: Number(state) as WithdrawalState }];
    }),
    returns: known.returns.flatMap((id, i) => {
      if (returns[i] === undefined) return [];
      const { amount: sats, lost } = recordOf(returns[i]);
      return [{ id, amountSats: amount(sats), isLost: lost === true }];
    }),
    fees: known.batches.flatMap((id, i) => {
      if (batches[i] === undefined) return [];
      const batch = recordOf(batches[i]);
      return isOpen(batch)
        ? [{ batch: id, sats: batch.owed_fee === undefined ? undefined : amount(batch.owed_fee) }]
        : [];
    }),
  };
}

/** The first layout says only whether it was completed. */
const isOpen = ({ end, completed }: Record<string, unknown>): boolean =>
  end === undefined ? completed === false : Number(end) === BatchEnd.Open;

function recordOf(value: unknown, what = 'an entry'): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new Error(`the ledger does not have ${what} as this release knows it`);
}

function amount(value: unknown): bigint {
  if (typeof value === 'bigint' && value >= 0n) return value;
  throw new Error('an amount on the ledger is none as this release knows it');
}

const bytes = (text: string): xdr.ScVal => xdr.ScVal.scvBytes(fromHex(text));
const scBytes = (value: unknown): xdr.ScVal => xdr.ScVal.scvBytes(Buffer.from(value as Uint8Array));
