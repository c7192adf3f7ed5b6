import { execute, isTrue } from './calls.ts';
import type { Step } from './explore.ts';
import type { SystemOptions } from './system.ts';
import { type Call, type SystemState, versions, type Withdrawal } from './system-state.ts';

const SIGNERS = [0, 1, 2];
const LAST_BATCH = 2;
/** A thief has the third, and signs whatever there is to sign. */
const isHonest = (signer: number): boolean => signer < 2;

/** The coordinator asks for signatures, which it may do of anything; signers look for themselves; two of three are enough. */
export function signingSteps(state: SystemState, options: SystemOptions): Step<SystemState>[] {
  const { asked } = state;
  if (options.signing === 'at once') return allAtOnce(state, options);
  if (!asked) {
    const signed = SIGNERS.map((signer) => !isHonest(signer));
    return possibleCalls(state)
      .filter((call) => execute(state, call, options) !== undefined)
      .map((call) => ({ name: `asked to ${nameOf(call)}`, next: { ...state, asked: { call, signed } } }));
  }
  const steps: Step<SystemState>[] = [{ name: 'given up', next: { ...state, asked: undefined } }];
  for (const signer of SIGNERS) {
    if (asked.signed[signer] || !isTrue(state, asked.call, options)) continue;
    steps.push({
      name: `signer ${signer + 1} signs`,
      next: { ...state, asked: { ...asked, signed: asked.signed.with(signer, true) } },
    });
  }
  const needed = options.fault === 'one signature is enough' ? 1 : 2;
  const executed = asked.signed.filter(Boolean).length >= needed ? execute(state, asked.call, options) : undefined;
  if (executed) steps.push({ name: nameOf(asked.call), next: { ...executed, asked: undefined } });
  return steps;
}

/** The thief's signature and an honest one. */
function allAtOnce(state: SystemState, options: SystemOptions): Step<SystemState>[] {
  return possibleCalls(state).flatMap((call) => {
    const next = execute(state, call, options);
    return next && isTrue(state, call, options) ? [{ name: nameOf(call), next }] : [];
  });
}

function possibleCalls(state: SystemState): Call[] {
  const calls: Call[] = [{ is: 'mint' }];
  // One batch more than there is: the next one. The last that there can be is not replaced, so that there are only so many.
  for (let batch = 0; batch <= Math.min(state.batches.length, LAST_BATCH); batch++) {
    for (const version of batch < LAST_BATCH ? versions : (['payment'] as const)) {
      calls.push(
        { is: 'authorize', batch, version },
        { is: 'complete', batch, version },
        { is: 'correct', batch, version },
      );
    }
    calls.push({ is: 'undo', batch });
  }
  return calls;
}

const nameOf = (call: Call): string => {
  if (call.is === 'mint') return 'mint';
  return call.is === 'undo' ? `undo ${call.batch + 1}` : `${call.is} ${call.version} ${call.batch + 1}`;
};

/** What needs no custodian: burning, giving back when it is late, stopping, and going on. */
export function peopleSteps(state: SystemState, { fault }: SystemOptions): Step<SystemState>[] {
  if (state.paused) return fault === 'nobody resumes' ? [] : [{ name: 'resumed', next: { ...state, paused: false } }];
  const steps: Step<SystemState>[] = [{ name: 'paused', next: { ...state, paused: true } }];
  for (const [i, withdrawal] of state.withdrawals.entries()) {
    const become = (change: Partial<Withdrawal>): SystemState => ({
      ...state,
      withdrawals: state.withdrawals.with(i, { ...withdrawal, ...change }),
    });
    if (state.minted && withdrawal.state === 'none') {
      steps.push({ name: `withdrawal ${i + 1} begins`, next: become({ state: 'pending' }) });
    }
    // Deadlines stand still while the system does.
    if (withdrawal.state === 'pending' && withdrawal.refundable && !withdrawal.late) {
      steps.push({ name: `withdrawal ${i + 1} is late`, next: become({ late: true }) });
    }
    const isRefundable =
      withdrawal.state === 'pending' ||
      (fault === 'what is authorized can be refunded' && withdrawal.state === 'authorized');
    if (isRefundable && (withdrawal.late || withdrawal.state === 'authorized')) {
      steps.push({ name: `withdrawal ${i + 1} is given back`, next: become({ state: 'refunded', late: false }) });
    }
  }
  return steps;
}
