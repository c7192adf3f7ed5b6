import { builtRelease, contractNames, coreContractNames, type Release, releaseIn } from '@istsi/contracts';
import {
  type Action,
  type ContractUpgrade,
  describeStanding,
  type Manifest,
  openGovernance,
  previewUpgrade,
  type UpgradeOutcome,
  type UpgradeStep,
  upgradeSystem,
} from '@istsi/integration';
import type { Command, Context } from '../context.ts';
import { CliError, describeError } from '../errors.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { type GovernedOptions, openGoverned } from '../governance/governed-system.ts';
import { pauseMemory } from '../governance/pause-memory.ts';
import { proposalFacts } from '../governance/show-proposal.ts';
import { secretVariables } from '../settings/secret.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { writeJsonFile } from '../state/json-file.ts';
import { buildContracts } from '../system/build-contracts.ts';

export interface UpgradeCommandOptions extends GovernedOptions {
  dryRun?: true;
  /** A directory of Wasm and layouts, in place of what is built here. */
  from?: string;
}

/**
 * `istsi upgrade`: from what is deployed to this build, as far as this key can decide it. Run again, by the same or by
 * another Super Admin, it goes on where it stands. Exit code 1 as long as it is not done.
 */
export function upgrade(options: UpgradeCommandOptions): Command {
  return async (context) => {
    const release = await chooseRelease(context, options.from);
    const { rpcUrl, manifest, manifestPath, governance } = await openGoverned(context, options);
    if (options.dryRun) {
      const plan = await previewUpgrade(governance, release);
      context.print(planText(plan, options), { step: 'upgrade', dry_run: true, contracts: plan.map(planFacts) });
      return 0;
    }
    const { upgradePause } = dataDirectory(context.configuration.dataDirectory);
    const outcome = await upgradeSystem({
      ...{ open: () => openGovernance({ rpcUrl, manifest }), key: governanceKey(context, options.key), release },
      pausedHere: pauseMemory(upgradePause, manifest.contracts['integration-router'].id),
      onStep: (step) => context.print(stepText(step), { step: 'upgrading', ...step }),
    });
    if (outcome.state === 'done') remember(manifestPath, manifest, release);
    report(context, outcome, manifest, options);
    return outcome.state === 'done' ? 0 : 1;
  };
}

async function chooseRelease({ reporter, configuration }: Context, from: string | undefined): Promise<Release> {
  if (from === undefined) {
    await buildContracts(reporter, secretVariables(configuration.settings));
    return builtRelease;
  }
  const release = releaseIn(from);
  try {
    for (const name of contractNames) release(name);
    return release;
  } catch (cause) {
    const problem = `${describeError(cause)}; expected a directory with a Wasm for each contract, and storage-layouts.json`;
    throw new CliError('cli/bad-argument', { argument: `--from ${from}`, problem }, { cause });
  }
}

/** Where the contracts are has not changed; what code they run has. */
function remember(path: string, manifest: Manifest, release: Release): void {
  const contracts = { ...manifest.contracts };
  for (const name of coreContractNames) {
    const { id, wasmHash } = contracts[name];
    contracts[name] = { id, wasmHash: release(name)?.hash ?? wasmHash };
  }
  writeJsonFile(path, { ...manifest, contracts });
}

const wanted = ({ from }: UpgradeCommandOptions): string =>
  from === undefined ? 'this build' : `the release in ${from}`;

function planText(plan: readonly ContractUpgrade[], options: UpgradeCommandOptions): string {
  if (plan.length === 0) return `  Everything runs ${wanted(options)} already; there is nothing to change.`;
  const contracts = plan
    .map(({ name, id, onChain, next, layout }) => {
      const migrates = layout < next.layout ? 'is migrated' : 'stays';
      return [
        `  ${name}  ${id}`,
        onChain === next.hash ? `     code    ${onChain} stays` : `     code    ${onChain}\n          →  ${next.hash}`,
        `     layout  ${layout} → ${next.layout}, what is stored ${migrates}`,
      ].join('\n');
    })
    .join('\n');
  return `${contracts}\n  Nothing was sent.`;
}

const planFacts = ({ name, id, onChain, next, layout }: ContractUpgrade) => ({
  ...{ contract: name, id, on_chain: onChain, next: next.hash, layout, next_layout: next.layout },
});

function stepText(step: UpgradeStep): string {
  switch (step.do) {
    case 'canary':
      return `  ${step.contract}: its next code shows in ${step.canary} that it fits`;
    case 'vote':
      return `  ${step.contract}: voted for proposal ${step.id}, ${step.action}`;
    case 'pause':
      return '  the system pauses';
    case 'resume':
      return '  the system runs again';
    case 'upgrade':
      return `  ${step.contract}: runs the new code`;
    case 'migrate':
      return `  ${step.contract}: what it stored has the new layout`;
  }
}

function report(
  { print, colours }: Context,
  outcome: UpgradeOutcome,
  manifest: Manifest,
  options: UpgradeCommandOptions,
): void {
  if (outcome.state === 'done') {
    const what =
      outcome.upgraded === 0
        ? `Everything runs ${wanted(options)} already.`
        : `Every contract runs ${wanted(options)}; hashes and layouts were read back.`;
    const still = outcome.paused ? ' It was paused before, and still is: `istsi resume` when it may run.' : '';
    print(`  ${what}${still}`, { step: 'upgrade', state: 'done', upgraded: outcome.upgraded, paused: outcome.paused });
    return;
  }
  const { for: proposals, unproposed } = outcome;
  const lines = proposals.map(({ proposal, standing }) => {
    const { id, action } = proposal;
    const what = `${String(id).padStart(4)}  ${action.tag.padEnd(15)}  ${contractOf(action, manifest).padEnd(18)}`;
    return `${colours.strong(what)}  ${describeStanding(standing)}`;
  });
  if (unproposed.length > 0) lines.push(`  Another Super Admin has to propose: ${unproposed.join(', ')}.`);
  const isOver = unproposed.length === 0 && proposals.every(({ proposal }) => proposal.action.tag === 'Resume');
  lines.push(
    // Whose pause a `Resume` would end, everybody judges for themselves: running `upgrade` is no vote for it.
    isOver
      ? '  Every contract runs the new code, which was read back. `istsi resume` votes for this last one, and executes it.'
      : '  The others run `istsi upgrade` too; whoever runs it when all of these can be executed carries them out.',
    outcome.paused ? '  The system is paused until then.' : '  Until then everything runs as before.',
  );
  print(lines.join('\n'), {
    ...{ step: 'upgrade', state: 'waiting', unproposed, paused: outcome.paused },
    proposals: proposals.map((each) => proposalFacts(each, manifest)),
  });
}

function contractOf(action: Action, manifest: Manifest): string {
  const [id] = 'values' in action ? action.values : [];
  return Object.entries(manifest.contracts).find(([, contract]) => contract.id === id)?.[0] ?? String(id ?? '');
}
