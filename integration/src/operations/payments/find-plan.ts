import {
  type AuthorizedPayment,
  type Epochs,
  feePolicyAt,
  feeRateFor,
  type LedgerCoin,
  type Plan,
  type PlanRefusal,
  planPayments,
} from '@istsi/bitcoin-custody';
import {
  WithdrawalState as ReserveState,
  type Withdrawal as ReserveWithdrawal,
} from '@istsi/contracts/clients/reserve-manager';
import { formatOutpoint, type Refusal } from '../deposits/deposit.ts';
import { depositsReturned } from '../deposits/follow-return.ts';
import { adoptWithdrawal } from '../withdrawals/adopt.ts';
import type { Lack, Withdrawal } from '../withdrawals/withdrawal.ts';
import { networkNow, type WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { fromHex, isReturn } from './chain-records.ts';
import { explain } from './explain.ts';
import { refusalOfPayee } from './payee-screening.ts';
import { findWatch } from './payout-watch.ts';
import { findReturnWait } from './return-watch.ts';
import { isUnshared, shareLosses } from './share-loss.ts';
import { findUnavailable } from './spendable.ts';

/** Of the contract: more outputs do not fit into the Stellar transaction that authorizes them. */
export const MOST_WITHDRAWALS = 32;

export interface FoundPlan {
  plan: Plan;
  withdrawals: readonly Withdrawal[];
}

interface Terms {
  epochs: Epochs;
  coins: readonly LedgerCoin[];
  feeCapSats: bigint;
}

/**
 * Planned from what is known here, and only then is the chain asked, about those in the plan: not for each payment again about the
 * hundreds that wait behind it, nor about anybody while there is nothing to pay with.
 */
export async function findPlan(
  world: WithdrawalWorld,
  terms: Terms,
  group: readonly Withdrawal[],
): Promise<FoundPlan | undefined> {
  let { coins } = terms;
  let left = group;
  const payable = new Set<Withdrawal>();
  for (;;) {
    const found = await fit(world, { ...terms, coins }, left);
    if (!found) return undefined;
    const { plan, withdrawals } = found;
    for (const one of await onlyPayable(
      world,
      withdrawals.filter((each) => !payable.has(each)),
    ))
      payable.add(one);
    const refused = withdrawals.filter((one) => !payable.has(one));
    const unavailable = refused.length === 0 ? await findUnavailable(world, plan.coins) : new Set<string>();
    if (refused.length === 0 && unavailable.size === 0) return found;
    left = left.filter((one) => !refused.includes(one));
    coins = coins.filter((coin) => !unavailable.has(formatOutpoint(coin)));
  }
}

/** Leaves out whom the fee is too high for, and what there are no coins for. */
async function fit(
  world: WithdrawalWorld,
  { epochs, coins, feeCapSats }: Terms,
  group: readonly Withdrawal[],
): Promise<FoundPlan | undefined> {
  const { policy } = world;
  const reading = await world.fees.read();
  const satsPerKvb = feeRateFor(reading.estimates, policy.confirmWithinBlocks, feePolicyAt(policy.fees, reading));
  let considered = group;
  while (considered.length > 0) {
    const withdrawals = considered.slice(0, MOST_WITHDRAWALS);
    const result = planPayments({
      ...{ epochs, coins, satsPerKvb, feeCapSats },
      payments: withdrawals.map(toPayment),
      longTermSatsPerKvb: policy.longTermSatsPerKvb,
      lanes: policy.lanes,
      mostInputs: policy.mostInputs,
    });
    if (result.ok) return { plan: result.plan, withdrawals };
    const left = leftOut(withdrawals, considered, result.reason);
    await explainLack(world, left, refusalOf(result.reason, satsPerKvb, policy.mostInputs));
    considered = considered.filter((one) => !left.includes(one));
  }
  return undefined;
}

/** At least one, so that planning ends. */
function leftOut(
  withdrawals: readonly Withdrawal[],
  considered: readonly Withdrawal[],
  reason: PlanRefusal,
): readonly Withdrawal[] {
  if (reason.code === 'fee-over-limit') return withdrawals.filter(({ id }) => reason.withdrawalIds.includes(id));
  const unaffordable =
    reason.code === 'insufficient-funds' ? unaffordableFor(considered, reason.availableSats) : ([] as Withdrawal[]);
  if (unaffordable.some((one) => withdrawals.includes(one))) return unaffordable;
  const largest = withdrawals.reduce((most, one) => (one.amountSats > most.amountSats ? one : most));
  return [largest];
}

/** Those that the coins do not suffice for, when who has waited longest has them first. */
function unaffordableFor(considered: readonly Withdrawal[], availableSats: bigint): Withdrawal[] {
  let rest = availableSats;
  return considered.filter(({ amountSats }) => {
    if (amountSats > rest) return true;
    rest -= amountSats;
    return false;
  });
}

type LackRefusal = Refusal & { code: Lack };

/**
 * Whom the chain or an officer holds up reads that: coins and lower fees would not have it paid. It is asked when one is left
 * out for the first time, and anew once the contract's events tell something of it (`withdrawal-events.ts`).
 */
async function explainLack(world: WithdrawalWorld, left: readonly Withdrawal[], lack: LackRefusal): Promise<void> {
  const waits = await waitsOf(
    world,
    left.filter(({ refusal }) => refusal?.code !== lack.code),
  );
  for (const [one, wait] of waits) await explain(world, [one], wait);
  const others = left.filter((one) => !waits.has(one));
  await explain(world, others, lack);
}

async function waitsOf(
  world: WithdrawalWorld,
  withdrawals: readonly Withdrawal[],
): Promise<ReadonlyMap<Withdrawal, Refusal>> {
  const waits = new Map<Withdrawal, Refusal>();
  if (withdrawals.length === 0) return waits;
  const ids = withdrawals.map(({ id }) => id);
  const [now, returned] = await Promise.all([networkNow(world), depositsReturned(world.database.db, ids)]);
  await Promise.all(
    withdrawals.map(async (one) => {
      const wait =
        (await findWatch(world, one, now)) ??
        (returned.has(one.id) ? await findReturnWait(world, one, now) : undefined);
      if (wait) waits.set(one, wait);
    }),
  );
  return waits;
}

function refusalOf(reason: PlanRefusal, satsPerKvb: bigint, mostInputs: number): LackRefusal {
  switch (reason.code) {
    case 'fee-over-limit':
      return {
        code: 'fee-over-limit',
        message: `at ${satsPerKvb} sats/kvB its share of the fee is more than was accepted; it waits for lower fees until its deadline`,
      };
    case 'fee-over-cap':
      return {
        code: 'fee-over-cap',
        message: `a fee of ${reason.feeSats} sats is over the reserve's cap of ${reason.mostFeeSats} sats for one transaction`,
      };
    case 'insufficient-funds':
      return {
        code: 'no-free-coins',
        // The same each time, whatever is free by then: it is written for all that wait.
        message: `of the coins that are free, ${mostInputs} do not suffice for it beside those that waited longer; others are in payments on their way`,
      };
  }
}

export const toPayment = ({ id, script, amountSats, maxFeeSats }: Withdrawal): AuthorizedPayment => ({
  withdrawalId: id,
  scriptPubKey: fromHex(script),
  amountSats,
  maxFeeSats,
});

/** Those whom the chain, the officers and the lists would have paid now; why not, the others are told. */
async function onlyPayable(world: WithdrawalWorld, planned: readonly Withdrawal[]): Promise<Withdrawal[]> {
  if (planned.length === 0) return [];
  const [now, rate] = await Promise.all([networkNow(world), world.contracts.reserve.read('get_redemption_rate')]);
  const unshared: string[] = [];
  const returns = new Set<string>();
  const payable = await Promise.all(
    planned.map(async (one) => {
      const isDue = await isAsRecorded(world, one, (withdrawal) => {
        if (isUnshared(withdrawal, BigInt(rate))) unshared.push(one.id);
        if (isReturn(withdrawal)) returns.add(one.id);
      });
      if (!isDue || unshared.includes(one.id)) return false;
      const wait =
        (await findWatch(world, one, now)) ??
        (returns.has(one.id) ? await findReturnWait(world, one, now) : undefined) ??
        (await refusalOfPayee(world, one));
      if (wait) await explain(world, [one], wait);
      return wait === undefined;
    }),
  );
  if (unshared.length > 0) await shareLosses(world, unshared);
  return planned.filter((_, i) => payable[i]);
}

/** The chain has the last word; where it knows more than the row, the row follows. */
async function isAsRecorded(
  world: WithdrawalWorld,
  { id, amountSats }: Withdrawal,
  look: (withdrawal: ReserveWithdrawal) => void,
): Promise<boolean> {
  const { contracts, database } = world;
  const withdrawal = await contracts.reserve.read('get_withdrawal', { withdrawal_id: fromHex(id) });
  look(withdrawal);
  if (withdrawal.state === ReserveState.Pending && withdrawal.amount === amountSats) return true;
  await adoptWithdrawal({ db: database.db, contracts }, id);
  return false;
}
