import type { ContractClient } from '@istsi/soroban-client';
import type { DepositRules, ReserveManager } from './generated/reserve-manager.ts';

/** No amount is as large. */
const NEVER = 2n ** 64n - 1n;

/** What governance asks of deposits besides custodians: nothing, of a reserve whose code is from before there were rules. */
export async function depositRulesOf(reserve: Pick<ContractClient<ReserveManager>, 'tryRead'>): Promise<DepositRules> {
  const answer = await reserve.tryRead('get_deposit_rules');
  if (answer.ok) return answer.value;
  return { guardian_from: NEVER, proof_from: NEVER, prover: null, silent_blocks: 0 };
}
