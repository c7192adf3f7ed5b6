import { type Descriptor, type FeeSource, feePolicyAt } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import { OperationType } from '@istsi/contracts/clients/kyc-registry';
import type { Network, Submitter } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { WithdrawalPolicy } from '../operations/withdrawals/withdrawal-policy.ts';
import { readDestination } from './bitcoin-destination.ts';
import { findUser } from './identities.ts';
import { mostWithdrawable, withdrawalReason } from './registry-limits.ts';
import type { User } from './services.ts';
import { quoteFee } from './withdrawal-fees.ts';
import { LEAST_OUTPUT_SATS, refusalOfRegistry, refusals } from './withdrawal-refusals.ts';
import type { WithdrawalLimits, WithdrawalOrder, WithdrawalQuote } from './withdrawal-requests.ts';

export interface WithdrawalDesk {
  db: Kysely<Schema>;
  network: Network;
  contracts: SystemContracts;
  submitter: Submitter;
  fees: FeeSource;
  /** Of every epoch, oldest first. */
  epochs: readonly Descriptor[];
  policy: WithdrawalPolicy;
}

/** As wide as any script that is in use: a quote without an address is none too low. */
const WIDEST_SCRIPT = new Uint8Array(34);

/** Undefined for one who is not registered. */
export async function quoteWithdrawal(
  desk: WithdrawalDesk,
  order: Omit<WithdrawalOrder, 'address'> & { address?: string },
): Promise<WithdrawalQuote | undefined> {
  const { contracts, epochs, policy } = desk;
  const { amountSats } = order;
  const user = await findUser(contracts, order.user);
  if (!user) return undefined;
  const { paused } = await contracts.router.read('get_config');
  const [{ reserve_script: reserveScript }, { fee_cap: feeCapSats }, reading, coins, limits] = await Promise.all([
    contracts.reserve.read('get_config'),
    contracts.reserve.read('get_policy'),
    desk.fees.read(),
    coinsFor(desk, amountSats),
    readLimits(contracts.kyc, user, paused),
  ]);
  const destination =
    order.address === undefined ? undefined : readDestination(order.address, epochs, user.depositIndex);
  const script = destination?.ok ? destination.script : WIDEST_SCRIPT;
  const fee = quoteFee({
    ...{ descriptor: epochs.at(-1)!, reserveScript, script, coins, estimates: reading.estimates, feeCapSats },
    ...{ confirmWithinBlocks: policy.confirmWithinBlocks, policy: feePolicyAt(policy.fees, reading) },
  });
  const maxFeeSats = order.maxFeeSats ?? fee.suggestedMaxFeeSats;

  const refusal = async (): Promise<WithdrawalQuote['refusal']> => {
    if (paused) return refusals.paused();
    if (reserveScript.length === 0) return refusals.closed();
    if (destination && !destination.ok) return destination.refusal;
    const reason = await withdrawalReason(contracts.kyc, user.address, amountSats);
    if (reason !== 0) return refusalOfRegistry(reason, amountSats, limits);
    if (amountSats > user.balanceSats) return refusals.insufficientBalance(amountSats, user.balanceSats);
    if (maxFeeSats < fee.leastMaxFeeSats) return refusals.feeLimitTooLow(maxFeeSats, fee.leastMaxFeeSats);
    return amountSats < maxFeeSats + LEAST_OUTPUT_SATS ? refusals.tooSmall(amountSats, maxFeeSats) : null;
  };
  return {
    amountSats,
    feeRateSatsPerKvb: fee.satsPerKvb,
    feeRateSource: reading.source,
    feeRateAgeMs: reading.ageMs,
    feeSats: fee.feeSats,
    suggestedMaxFeeSats: fee.suggestedMaxFeeSats,
    leastMaxFeeSats: fee.leastMaxFeeSats,
    arrivesSats: lessFee(amountSats, fee.feeSats),
    arrivesAtLeastSats: lessFee(amountSats, maxFeeSats),
    balanceSats: user.balanceSats,
    limits,
    refusal: await refusal(),
  };
}

const lessFee = (amountSats: bigint, feeSats: bigint): bigint => (amountSats > feeSats ? amountSats - feeSats : 0n);

async function readLimits(kyc: SystemContracts['kyc'], user: User, paused: boolean): Promise<WithdrawalLimits> {
  const operation = OperationType.TokenWithdrawal;
  const { per_operation, daily, monthly } = await kyc.read('get_limits', { tier: user.tier, operation });
  const bound = user.balanceSats < per_operation ? user.balanceSats : per_operation;
  return {
    tier: user.tier,
    ...{ perOperationSats: per_operation, dailySats: daily, monthlySats: monthly },
    mostNowSats: paused ? 0n : await mostWithdrawable(kyc, user.address, bound),
  };
}

/** How many of the reserve's coins such a payment spends: the largest first, as few as it takes. */
async function coinsFor({ db, policy }: WithdrawalDesk, amountSats: bigint): Promise<number> {
  const coins = await db
    .selectFrom('istsi.bitcoin_credits')
    .select('amount_sats')
    .where('spent_by', 'is', null)
    .orderBy('amount_sats', 'desc')
    .limit(policy.mostInputs)
    .execute();
  let held = 0n;
  const enough = coins.findIndex(({ amount_sats }) => {
    held += amount_sats;
    return held >= amountSats;
  });
  return Math.max(1, enough === -1 ? coins.length : enough + 1);
}
