import {
  feePolicyAt,
  nextConsolidation,
  type Plan,
  type Proposal,
  parseTransaction,
  planSweep,
  toProposal,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import { formatOutpoint } from '../deposits/deposit.ts';
import { appendEvent } from '../operation-store.ts';
import { wakeNow } from '../wake.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { insertPayment } from './plan-batch.ts';
import { findUnavailable, loadFreeCoins, readActiveEpochs, readPrevious } from './spendable.ts';
import { readSpendable } from './surplus.ts';
import { chooseVersion } from './transaction-version.ts';

/**
 * Plans the move of coins that should lie elsewhere: of retired keys, or many small ones while fees are low. One at a
 * time, and only as far as the reserve's surplus pays for it. The caller holds the planner's lock.
 */
export async function planConsolidation(world: WithdrawalWorld): Promise<string | undefined> {
  const { policy, contracts, log } = world;
  if (await isSweeping(world)) return undefined;
  const { mostInputs, lanes } = policy;
  const epochs = await readActiveEpochs(world);
  let coins = await loadFreeCoins(world);
  const reading = await world.fees.read();
  const fees = feePolicyAt(policy.fees, reading);
  for (;;) {
    const wanted = nextConsolidation(coins, epochs, reading.estimates, { ...policy.consolidation, fees, mostInputs });
    if (wanted.do === 'nothing') return undefined;
    const feeCapSats = await readSpendable(contracts);
    const { satsPerKvb, why } = wanted;
    const result = planSweep({ epochs, coins: wanted.coins, satsPerKvb, feeCapSats, lanes, mostInputs });
    if (!result.ok) {
      log('warn', 'coins of the reserve should be moved and cannot be', {
        why,
        reason: result.reason.code,
        feeCapSats,
      });
      return undefined;
    }
    const unavailable = await findUnavailable(world, result.plan.coins);
    if (unavailable.size > 0) {
      coins = coins.filter((coin) => !unavailable.has(formatOutpoint(coin)));
      continue;
    }
    const version = await chooseVersion(world, result.plan);
    const outpoints = result.plan.coins.map(formatOutpoint);
    const proposal = toProposal(result.plan, await readPrevious(world, outpoints), version);
    return await storeSweep(world, result.plan, proposal, { why });
  }
}

async function isSweeping({ database: { db } }: WithdrawalWorld): Promise<boolean> {
  const open = await db
    .selectFrom('istsi.batches')
    .select('id')
    .where('kind', '=', 'sweep')
    .where('parent', 'is', null)
    .where('state', 'in', ['planned', 'paying'])
    .executeTakeFirst();
  return open !== undefined;
}

/** From here on it is driven like any other payment. */
export async function storeSweep(
  { database, epochs, log }: WithdrawalWorld,
  plan: Plan,
  proposal: Proposal,
  about: { why: string; parent?: string },
): Promise<string> {
  const { txid } = parseTransaction(unsignedTransaction(epochs, proposal));
  const outpoints = plan.coins.map(formatOutpoint);
  await database.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('istsi.batches')
      .values({ id: txid, kind: 'sweep', anchor: outpoints[0]!, parent: about.parent ?? null })
      .execute();
    await insertPayment(trx, epochs, { txid, batchId: txid, version: 1, proposal, ...plan });
    await trx
      .insertInto('istsi.reserved_coins')
      .values(outpoints.map((outpoint) => ({ outpoint, batch_id: txid })))
      .execute();
    await appendEvent(trx, txid, 'planned', { ...about, txid, fee_sats: String(plan.feeSats) });
    await wakeNow(trx, 'batch', txid);
  });
  log('info', 'sweep planned', { txid, coins: outpoints.length, feeSats: plan.feeSats, ...about });
  return txid;
}
