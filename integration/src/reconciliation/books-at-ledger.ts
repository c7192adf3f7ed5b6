import { parseOutpoint } from '@istsi/bitcoin-custody';
import { BatchEnd, type UtxoState, type WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import type { Network } from '@istsi/soroban-client';
import { Address, StrKey, xdr } from '@stellar/stellar-sdk';
import { fromHex, hex } from '../operations/payments/chain-records.ts';
import type { BookedOutput, BookedPayment } from './compare-coins.ts';
import type { OwedRecords } from './compare-figures.ts';
import type { KnownSubjects } from './known-subjects.ts';
import {
  amountIn,
  dataKey,
  type EntryKey,
  instanceFields,
  instanceKey,
  keysLike,
  type LedgerRef,
  type Stored,
  storedAt,
  valueIn,
} from './ledger-entries.ts';
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

/** The entries under keys, at the ledger that everything is read at. */
type Ask = (keys: readonly EntryKey[]) => Promise<(Buffer | undefined)[]>;

/** As many as are in memory at once. */
const CHUNK = 20_000;

/** Reads all of it as it was at one ledger, from one RPC. */
export async function booksAtLedger(
  network: Network,
  ledger: LedgerRef,
  options: { addresses: BooksAddresses; known: KnownSubjects; outpoints: readonly string[]; patienceMs: number },
): Promise<Stored<BooksAtLedger>> {
  const { addresses, known, patienceMs } = options;
  return await atOneLedger(network, ledger, patienceMs, async (ask) => {
    const [instance, supply, counters] = await valuesUnder(ask, [
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
    const found = await valuesUnder(
      ask,
      txids.map((txid) => dataKey(reserve, 'Payment', bytes(txid))),
    );
    const payments = txids.flatMap((txid, i) =>
      found[i] === undefined ? [] : [{ txid, payment: recordOf(found[i]) }],
    );
    const batches = await valuesUnder(
      ask,
      payments.map(({ payment }) => dataKey(reserve, 'Batch', scBytes(payment.batch))),
    );
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
    if (stored.ok) return stored.values;
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

async function valuesUnder(ask: Ask, keys: readonly EntryKey[]): Promise<unknown[]> {
  const values: unknown[] = [];
  for (let from = 0; from < keys.length; from += CHUNK) {
    for (const entry of await ask(keys.slice(from, from + CHUNK))) values.push(valueIn(entry));
  }
  return values;
}

async function readOutputs(
  ask: Ask,
  reserve: string,
  outpoints: readonly string[],
): Promise<Map<string, BookedOutput>> {
  const keyOf = outputKeys(reserve);
  const found = await valuesUnder(ask, outpoints.map(keyOf));
  return new Map(
    outpoints.flatMap((outpoint, i): [string, BookedOutput][] => {
      if (found[i] === undefined) return [];
      const { amount: sats, state } = recordOf(found[i]);
      return [[outpoint, { amountSats: amount(sats), state: Number(state) as UtxoState }]];
    }),
  );
}

async function sumBalances(ask: Ask, token: string, holders: readonly string[]): Promise<bigint> {
  const keyOf = balanceKeys(token);
  let sum = 0n;
  for (let from = 0; from < holders.length; from += CHUNK) {
    for (const entry of await ask(holders.slice(from, from + CHUNK).map(keyOf))) {
      if (entry !== undefined) sum += amount(amountIn(entry));
    }
  }
  return sum;
}

const MODEL = Buffer.alloc(32, 7);
/** Of a u32 in XDR. */
const U32_TYPE = 3;

function balanceKeys(token: string): (holder: string) => EntryKey {
  const modelOf = (holder: string): EntryKey => dataKey(token, 'Balance', Address.fromString(holder).toScVal());
  const ofAccount = keysLike(modelOf(StrKey.encodeEd25519PublicKey(MODEL)), MODEL);
  const ofContract = keysLike(modelOf(StrKey.encodeContract(MODEL)), MODEL);
  return (holder) =>
    holder.startsWith('G')
      ? ofAccount(StrKey.decodeEd25519PublicKey(holder))
      : ofContract(StrKey.decodeContract(holder));
}

function outputKeys(reserve: string): (outpoint: string) => EntryKey {
  const endingOf = (txid: Uint8Array, vout: number): Buffer => {
    const number = Buffer.alloc(8);
    number.writeUInt32BE(U32_TYPE, 0);
    number.writeUInt32BE(vout, 4);
    return Buffer.concat([txid, number]);
  };
  const model = dataKey(reserve, 'Utxo', xdr.ScVal.scvBytes(MODEL), xdr.ScVal.scvU32(1));
  const keyOf = keysLike(model, endingOf(MODEL, 1));
  return (outpoint) => {
    const { txid, vout } = parseOutpoint(outpoint);
    return keyOf(endingOf(fromHex(txid), vout));
  };
}

async function readOwed(ask: Ask, reserve: string, known: KnownSubjects): Promise<OwedRecords> {
  const ids = [...new Set([...known.withdrawals, ...known.returns])];
  const under = (name: string, of: readonly string[]): Promise<unknown[]> =>
    valuesUnder(
      ask,
      of.map((id) => dataKey(reserve, name, bytes(id))),
    );
  const withdrawals = await under('Withdrawal', ids);
  const returns = await under('Return', known.returns);
  const batches = await under('Batch', known.batches);
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
