import { describeStanding } from '@istsi/integration';
import type { Command } from '../context.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { type GovernedOptions, openGoverned } from '../governance/governed-system.ts';
import { proposalFacts } from '../governance/show-proposal.ts';

/**
 * `istsi resume`: as far as this key can decide it. One Super Admin alone lets the system run again at once; of several
 * each runs this once, and after the countdown one of them again. Exit code 1 as long as it stands still.
 */
export function resume(options: GovernedOptions): Command {
  return async (context) => {
    const { manifest, governance } = await openGoverned(context, options);
    if (!(await governance.isPaused())) {
      context.print('  The system is not paused; nothing was sent.', { step: 'resume', paused: false, done: true });
      return 0;
    }
    const { done, did, ...view } = await governance.carryForward(governanceKey(context, options.key), {
      tag: 'Resume',
    });
    const { id } = view.proposal;
    const text = done
      ? '  The system runs again.'
      : `  Not yet: proposal ${id} ${describeStanding(view.standing)}. The others run \`istsi resume\` too.`;
    context.print(text, { step: 'resume', done, paused: !done, did, ...proposalFacts(view, manifest) });
    return done ? 0 : 1;
  };
}
