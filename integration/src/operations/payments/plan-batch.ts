import {
  type Epochs,
  encodeProposal,
  feeShares,
  type LedgerCoin,
  type Plan,
  type Proposal,
  parseTransaction,
  toProposal,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import { sql, type Transaction } from 'kysely';
import { DatabaseError } from '../../database/errors.ts';
import type { Schema } from '../../database/schema.ts';
import { BOOKS_DIFFER, HELD } from '../../reconciliation/holds.ts';
import { formatOutpoint } from '../deposits/deposit.ts';
import { followReturn } from '../deposits/follow-return.ts';
import { appendEvent } from '../operation-store.ts';
import { wakeNow } from '../wake.ts';
import { REFUSED_BY_CUSTODIANS, type Withdrawal } from '../withdrawals/withdrawal.ts';
import { withdrawalOf } from '../withdrawals/withdrawal-store.ts';
import { networkNow, type WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { explain } from './explain.ts';
import { findPlan, MOST_WITHDRAWALS } from './find-plan.ts';
import { isWatched } from './payout-watch.ts';
import { createSharing, type Sharing } from './share-loss.ts';
import { activeEpochs, loadFreeCoins, readPrevious } from './spendable.ts';
import { chooseVersion } from './transaction-version.ts';

/** Custodians need time to authorize; closer to its deadline, a withdrawal is left for its refund. */
const LEAST_TIME_MS = 60_000;

export interface PlanningPlace {
  /** Behind which withdrawal the next ones are considered; undefined: from who has waited longest. */
  after: string | undefined;
  /** What may be spent, as it was read for those before; undefined: it is read again. */
  coins?: readonly LedgerCoin[] | undefined;
  /** That nobody who waits is at another rate of redemption than the full one, as far as that was looked at. */
  sharing?: Sharing;
}

/**
 * Plans one Bitcoin transaction for pending withdrawals and reserves its coins; answers its txid, or undefined if there is
 * nothing to plan now. The caller holds the planner's lock.
 */
export async function planBatch(world: WithdrawalWorld, place: PlanningPlace): Promise<string | undefined> {
  const candidates = await considered(world, place);
  place.sharing ??= createSharing();
  await place.sharing.look(world, candidates, place.after === undefined);
  const groups = await dueGroups(world, candidates);
  if (groups.length === 0) return undefined;
  const [{ reserve_script }, policy] = await Promise.all([
    world.contracts.reserve.read('get_config'),
    world.contracts.reserve.read('get_policy'),
  ]);
  const epochs = activeEpochs(world.epochs, reserve_script);
  if (!epochs) {
    const message = 'the reserve pays its change to a script of none of the descriptors: nothing can be paid';
    await explain(world, groups.flat(), { code: 'unknown-reserve-script', message });
    return undefined;
  }
  place.coins ??= await loadFreeCoins(world);
  const terms = { epochs, coins: place.coins, feeCapSats: policy.fee_cap };
  // What cannot be planned now does not hold up what can.
  for (const group of groups) {
    const found = await findPlan(world, terms, group);
    if (!found) continue;
    const outpoints = found.plan.coins.map(formatOutpoint);
    const version = await chooseVersion(world, found.plan);
    const proposal = toProposal(found.plan, await readPrevious(world, outpoints), version);
    return await storePlan(world, found.withdrawals, found.plan, proposal);
  }
  return undefined;
}

/**
 * So many pending withdrawals at a time, who has waited longest first, and next time those behind them: whoever cannot be paid
 * until the deadline (screened by nobody, at too low a limit for the fee) could else fill what is considered, and nobody is paid.
 */
async function considered(
  { policy, database, ...world }: WithdrawalWorld,
  place: PlanningPlace,
): Promise<Withdrawal[]> {
  const { after } = place;
  const now = await networkNow(world);
  let query = database.db
    .selectFrom('istsi.withdrawals')
    .selectAll()
    .where('state', '=', 'pending')
    // Who is held for good is not even looked at.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('istsi.screening_cases as held')
            .select('held.id')
            .whereRef('held.operation', '=', 'istsi.withdrawals.id')
            .where('held.released_at', 'is', null),
        ),
      ),
    )
    .where('deadline', '>', BigInt(Math.ceil((now.getTime() + LEAST_TIME_MS) / 1000)));
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(created_at, id) > (select created_at, id from istsi.withdrawals where id = ${after})`,
    );
  const rows = await query.orderBy('created_at').orderBy('id').limit(policy.mostConsidered).execute();
  place.after = rows.length === policy.mostConsidered ? rows.at(-1)?.id : undefined;
  return rows.map(withdrawalOf);
}

/** Those that are due, as far as they may be paid together; who has waited longest comes first. */
async function dueGroups(world: WithdrawalWorld, candidates: readonly Withdrawal[]): Promise<Withdrawal[][]> {
  const { policy } = world;
  const pending = await withoutHeld(world, candidates);
  // What the contract holds up must not have the others planned sooner than their window allows.
  const isAlone = (one: Withdrawal): boolean => one.alone || isWatched(one);
  const together = pending.filter((one) => !isAlone(one));
  const groups = [together, ...pending.filter(isAlone).map((one) => [one])].map((members) => ({
    members,
    since: Math.min(...members.map(({ updatedAt }) => updatedAt.getTime())),
    isFull: members.length >= MOST_WITHDRAWALS,
  }));
  const elapsed = (since: number): number => world.now().getTime() - since;
  return groups
    .filter(({ members }) => members.length > 0)
    .filter(({ members, since, isFull }) => isFull || elapsed(since) >= pauseBefore(members, policy))
    .sort((a, b) => a.since - b.since)
    .map(({ members }) => members);
}

/** Who holds tokens for a coin that Bitcoin took back is not paid from the coins of others. */
async function withoutHeld(world: WithdrawalWorld, pending: readonly Withdrawal[]): Promise<Withdrawal[]> {
  if (pending.length === 0) return [];
  const { users, payingStopped } = await world.books.holds();
  if (payingStopped !== undefined) {
    await explain(world, pending, { code: BOOKS_DIFFER, message: `nothing is paid while ${payingStopped}` });
    return [];
  }
  const isHeld = ({ user }: Withdrawal): boolean => user !== undefined && users.has(user);
  for (const one of pending.filter(isHeld)) {
    const message = `held: ${users.get(one.user ?? '')}; it is paid when that is made good, or given back at its deadline`;
    await explain(world, [one], { code: HELD, message });
  }
  return pending.filter((one) => !isHeld(one));
}

/** One that custodians refused is asked about again, seldom: their rules may change, and until then others are paid. */
const pauseBefore = (members: readonly Withdrawal[], policy: WithdrawalWorld['policy']): number =>
  members.every(({ refusal }) => refusal?.code === REFUSED_BY_CUSTODIANS)
    ? policy.refusedPauseMs
    : policy.batchWindowMs;

async function storePlan(
  world: WithdrawalWorld,
  withdrawals: readonly Withdrawal[],
  plan: Plan,
  proposal: Proposal,
): Promise<string> {
  const { txid } = parseTransaction(unsignedTransaction(world.epochs, proposal));
  const outpoints = plan.coins.map(formatOutpoint);
  const shares = feeShares(plan.feeSats, withdrawals.length);
  await world.database.db.transaction().execute(async (trx) => {
    await trx.insertInto('istsi.batches').values({ id: txid, kind: 'payment', anchor: outpoints[0]! }).execute();
    await insertPayment(trx, world.epochs, { txid, batchId: txid, version: 1, proposal, ...plan });
    await trx
      .insertInto('istsi.reserved_coins')
      .values(outpoints.map((outpoint) => ({ outpoint, batch_id: txid })))
      .execute();
    for (const [place, { id }] of withdrawals.entries()) {
      const taken = await trx
        .updateTable('istsi.withdrawals')
        .set({ state: 'batched', batch_id: txid, place, txid, fee_sats: shares[place]!, updated_at: new Date() })
        .set({ refusal_code: null, refusal_message: null, failures: 0 })
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .executeTakeFirst();
      if (taken.numUpdatedRows !== 1n) throw new DatabaseError('database/conflict', { what: `withdrawal ${id}` });
      const detail = { txid, fee_sats: String(shares[place]) };
      await appendEvent(trx, id, 'batched', detail);
      await followReturn(trx, id, 'batched', detail);
    }
    await appendEvent(trx, txid, 'planned', { txid, fee_sats: String(plan.feeSats) });
    await wakeNow(trx, 'batch', txid);
  });
  world.log('info', 'payment planned', { txid, withdrawals: withdrawals.length, feeSats: plan.feeSats });
  return txid;
}

interface NewPayment {
  txid: string;
  batchId: string;
  version: number;
  proposal: Proposal;
  feeSats: bigint;
  weight: number;
  /** It pays only the reserve, in place of the withdrawals of its batch. */
  cancels?: boolean;
}

export async function insertPayment(trx: Transaction<Schema>, epochs: Epochs, payment: NewPayment): Promise<void> {
  await trx
    .insertInto('istsi.payments')
    .values({
      ...{ txid: payment.txid, batch_id: payment.batchId, version: payment.version, fee_sats: payment.feeSats },
      psbt: Buffer.from(encodeProposal(epochs, payment.proposal)).toString('base64'),
      vbytes: Math.ceil(payment.weight / 4),
      cancels: payment.cancels ?? false,
    })
    // Planned before, refused, and the same again.
    .onConflict((conflict) => conflict.column('txid').doUpdateSet({ state: 'planned', updated_at: new Date() }))
    .execute();
}
