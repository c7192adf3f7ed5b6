import type { SystemContracts } from '@istsi/contracts';
import { KycError, OperationType } from '@istsi/contracts/clients/kyc-registry';

const LIMITS = new Set<number>([KycError.OverOperationLimit, KycError.OverDailyLimit, KycError.OverMonthlyLimit]);

/** Questions that the registry answers at once. */
const MOST_QUESTIONS = 40;

export const isLimit = (reason: number): boolean => LIMITS.has(reason);

/** The registry's answer about a withdrawal of this amount now: 0, or the number of its error. */
export async function withdrawalReason(kyc: SystemContracts['kyc'], user: string, amountSats: bigint): Promise<number> {
  const [reason] = await askEach(kyc, user, [amountSats]);
  return reason ?? 0;
}

/**
 * The largest withdrawal up to `bound` that the registry would allow now. It says yes or no and keeps its books to itself:
 * the edge is found by asking about many amounts at once, a few times.
 */
export async function mostWithdrawable(kyc: SystemContracts['kyc'], user: string, bound: bigint): Promise<bigint> {
  if (bound <= 0n) return 0n;
  const [ofBound, ofLeast] = await askEach(kyc, user, [bound, 1n]);
  if (ofBound === 0) return bound;
  if (ofLeast !== 0) return 0n;
  let allowed = 1n;
  let refused = bound;
  while (refused - allowed > 1n) {
    const amounts = between(allowed, refused);
    const reasons = await askEach(kyc, user, amounts);
    const first = reasons.findIndex((reason) => reason !== 0);
    refused = amounts[first] ?? refused;
    allowed = (first === -1 ? amounts.at(-1) : amounts[first - 1]) ?? allowed;
  }
  return allowed;
}

/** Amounts that divide what lies between into equal parts, or all of it if that is little. */
function between(low: bigint, high: bigint): bigint[] {
  const inside = high - low - 1n;
  const count = inside < BigInt(MOST_QUESTIONS) ? inside : BigInt(MOST_QUESTIONS);
  return Array.from({ length: Number(count) }, (_, i) => low + ((high - low) * BigInt(i + 1)) / (count + 1n));
}

async function askEach(kyc: SystemContracts['kyc'], user: string, amounts: readonly bigint[]): Promise<number[]> {
  const operations = amounts.map((amount) => ({
    ...{ user, amount, counterparty: null },
    operation: OperationType.TokenWithdrawal,
  }));
  return (await kyc.read('batch_compliance_check', { operations })).map(({ reason }) => reason);
}
