import { outpointKey } from '@istsi/bitcoin-custody';
import { type DepositBatch, depositBatchIn } from '@istsi/contracts';
import { checkBooks } from './books-guard.ts';
import { isRegistration, judgeOutputs } from './deposit-claim.ts';
import type { JudgedCall, SignerWorld, Verdict } from './judged-call.ts';
import { refuse } from './refusals.ts';

const BATCH = 'execute_batch';

/**
 * The router's batch, of deposits and nothing else: each is judged as if it were alone, and one that is refused refuses
 * all of them. What else a batch can hold is for its owners to sign.
 */
export const depositBatchCall: JudgedCall = {
  contract: 'router',
  name: BATCH,
  read(call, { router, reserve }) {
    const batch = depositBatchIn(router, call.args);
    const [first] = batch?.claims ?? [];
    if (!batch || !first) return refuse('attestation/other-call', `${BATCH} is signed for deposits, and nothing else`);
    const { claims } = batch;
    const outpoints = claims.map(outpointKey);
    if (new Set(outpoints).size !== claims.length) {
      return refuse('attestation/other-call', 'a deposit is in the batch twice');
    }
    if (claims.some((claim) => claim.caller !== first.caller || String(claim.attestors) !== String(first.attestors))) {
      return refuse('attestation/other-call', 'all deposits of a batch name one caller and the same custodians');
    }
    const isWhole = call.below.length === claims.length;
    if (!isWhole || !claims.every((claim, i) => isRegistration(call.below[i], claim, reserve))) {
      return refuse(
        'attestation/other-call',
        `below ${BATCH} each deposit must be registered with the same facts, and nothing else be done`,
      );
    }
    const about = { outpoints: outpoints.join(' '), deposits: claims.length };
    return { ok: true, attestors: first.attestors, about, judge: (world) => judgeBatch(batch, world) };
  },
};

async function judgeBatch({ claims }: DepositBatch, world: SignerWorld): Promise<Verdict> {
  const since = performance.now();
  const refusal = (await judgeOutputs(claims, world)) ?? (await checkBooks(world, world.rules.mostMissingSats, since));
  if (refusal) return refusal;
  const record = claims.map((claim) => {
    const { user, amountSats, block } = claim;
    return { kind: 'deposit' as const, outpoint: outpointKey(claim), user, amountSats, block };
  });
  return { ok: true, record };
}
