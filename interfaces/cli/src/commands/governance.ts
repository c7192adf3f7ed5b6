import { type Action, describeSpan, parseAction, parseAdministration } from '@istsi/integration';
import type { Command, Context } from '../context.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { type GovernedOptions, type GovernedSystem, openGoverned } from '../governance/governed-system.ts';
import { proposalFacts, proposalLines } from '../governance/show-proposal.ts';

/** `istsi governance list`: what is open, how far it is, and by which rules. */
export function listProposals(options: GovernedOptions): Command {
  return async (context) => {
    const { manifest, governance } = await openGoverned(context, options);
    const [{ threshold, delay, expiry }, superAdmins, pending] = await Promise.all([
      governance.rules(),
      governance.superAdmins(),
      governance.pending(),
    ]);
    const rules = `${threshold} of ${superAdmins.length} Super Admins decide, ${describeSpan(delay)} later, within ${describeSpan(expiry)}`;
    const shown = pending.map((each) => proposalLines(each, manifest, context.colours));
    context.print([`  ${rules}`, ...(shown.length === 0 ? ['  nothing is proposed'] : shown)].join('\n'), {
      ...{ step: 'governance', threshold, delay_seconds: Number(delay), expiry_seconds: Number(expiry) },
      super_admins: superAdmins,
      proposals: pending.map((each) => proposalFacts(each, manifest)),
    });
    return 0;
  };
}

export function showProposal(id: number, options: GovernedOptions): Command {
  return async (context) => {
    const system = await openGoverned(context, options);
    await show(context, system, id);
    return 0;
  };
}

/** `istsi governance propose GrantRole G… Operator`; the proposer approves with a command of its own. */
export function proposeAction(tag: string, values: readonly string[], options: GovernedOptions): Command {
  return propose(options, ({ governance }) => parseAction(governance.contracts, tag, values));
}

/** `istsi governance administer reserve-manager set_… …` */
export function proposeSetting(
  contract: string,
  name: string,
  values: readonly string[],
  options: GovernedOptions,
): Command {
  return propose(options, ({ governance }) => parseAdministration(governance.contracts, contract, name, values));
}

function propose(options: GovernedOptions, actionFor: (system: GovernedSystem) => Action): Command {
  return async (context) => {
    const system = await openGoverned(context, options);
    const action = actionFor(system);
    const { id, stellarTx } = await system.governance.propose(governanceKey(context, options.key), action);
    await show(context, system, id, { stellar_transaction: stellarTx });
    return 0;
  };
}

/** `istsi governance approve | execute | cancel <id>` */
export function decideOn(verb: 'approve' | 'execute' | 'cancel', id: number, options: GovernedOptions): Command {
  return async (context) => {
    const system = await openGoverned(context, options);
    const { stellarTx } = await system.governance[verb](governanceKey(context, options.key), id);
    await show(context, system, id, { stellar_transaction: stellarTx });
    return 0;
  };
}

async function show(context: Context, system: GovernedSystem, id: number, facts: object = {}): Promise<void> {
  const view = await system.governance.find(id);
  context.print(proposalLines(view, system.manifest, context.colours), {
    ...{ step: 'proposal', ...proposalFacts(view, system.manifest) },
    ...facts,
  });
}
