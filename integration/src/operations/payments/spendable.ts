import {
  branchOf,
  deriveAddress,
  type Epochs,
  type LedgerCoin,
  outpointKey,
  parseTransaction,
  spendableCoins,
} from '@istsi/bitcoin-custody';
import { ReserveError, UtxoState } from '@istsi/contracts/clients/reserve-manager';
import type { Kysely } from 'kysely';
import { loadWatcherState } from '../../bitcoin/watcher-store.ts';
import type { Schema } from '../../database/schema.ts';
import { COUNTED_STATES } from '../deposits/deposit.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { fromHex } from './chain-records.ts';

/** A deposit is spent only once the reserve counts it, which takes confirmations of its own. */
const DEPOSIT_CONFIRMATIONS = 1;

/** Coins that the watcher sees unspent and no batch holds. Whether the reserve counts them, the chain says. */
export async function loadFreeCoins({ database: { db }, epochs }: WithdrawalWorld): Promise<LedgerCoin[]> {
  const [state, held, uncounted] = await Promise.all([
    loadWatcherState(db),
    db.selectFrom('istsi.reserved_coins').select('outpoint').execute(),
    db.selectFrom('istsi.deposits').select('outpoint').where('state', 'not in', COUNTED_STATES).execute(),
  ]);
  return spendableCoins({
    epochs,
    state,
    own: [],
    reserved: new Set([...held, ...uncounted].map(({ outpoint }) => outpoint)),
    policy: { depositConfirmations: DEPOSIT_CONFIRMATIONS, mostUnconfirmedAncestors: 0 },
  });
}

/** Those among the coins that the reserve does not count as free, whatever the watcher says. */
export async function findUnavailable(world: WithdrawalWorld, coins: readonly LedgerCoin[]): Promise<Set<string>> {
  const { reserve } = world.contracts;
  const checked = await Promise.all(
    coins.map(async ({ txid, vout }) => {
      const utxo = await reserve.tryRead('get_utxo', { tx_hash: fromHex(txid), vout });
      if (!utxo.ok && utxo.failure.contractError?.code !== ReserveError.OutpointNotFound)
        throw new Error(`the reserve manager does not answer about ${txid}:${vout}: ${utxo.failure.text}`);
      return utxo.ok && utxo.value.state === UtxoState.Unspent ? [] : [outpointKey({ txid, vout })];
    }),
  );
  return new Set(checked.flat());
}

/**
 * The epochs up to the one that the reserve's change goes to now, which may be behind the newest descriptor while keys are
 * rotated; undefined if its script is of none of them.
 */
export function activeEpochs(epochs: Epochs, reserveScript: Uint8Array): Epochs | undefined {
  const active = epochs.findLastIndex(
    (descriptor) => Buffer.compare(deriveAddress(branchOf(descriptor, 'change'), 0).scriptPubKey, reserveScript) === 0,
  );
  return active < 0 ? undefined : epochs.slice(0, active + 1);
}

/** Likewise, for what cannot be planned without. */
export async function readActiveEpochs({ contracts, epochs }: WithdrawalWorld): Promise<Epochs> {
  const { reserve_script } = await contracts.reserve.read('get_config');
  const active = activeEpochs(epochs, reserve_script);
  if (!active) throw new Error('the reserve pays its change to a script of none of the descriptors');
  return active;
}

/** The transactions that made these coins, which signers check for themselves. */
export async function readPrevious(
  world: Pick<WithdrawalWorld, 'database' | 'bitcoin'>,
  outpoints: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const { db } = world.database;
  const rows = await loadOrigins(db, outpoints);
  const previous = new Map<string, Uint8Array>();
  for (const { txid, block_hash } of rows) {
    if (!previous.has(txid)) previous.set(txid, await world.bitcoin.getMinedTransaction(txid, block_hash));
  }
  for (const [txid, bytes] of previous)
    if (parseTransaction(bytes).txid !== txid) throw new Error(`the node gave another transaction for ${txid}`);
  return previous;
}

export async function loadOrigins(db: Kysely<Schema>, outpoints: readonly string[]) {
  if (outpoints.length === 0) return [];
  return await db.selectFrom('istsi.bitcoin_credits').selectAll().where('outpoint', 'in', outpoints).execute();
}
