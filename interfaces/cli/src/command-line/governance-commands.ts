import { InvalidArgumentError, type Command as Program } from 'commander';
import type { UpgradeCommandOptions } from '../commands/upgrade.ts';
import type { Command } from '../context.ts';
import type { GovernedOptions } from '../governance/governed-system.ts';
import { parseProposal } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What is decided with keys that nothing that runs has. */
export function addGovernanceCommands(program: Program, run: Run): void {
  governed(program.command('pause').description('stop every contract at once'))
    .argument('[reason]', 'recorded on chain', parseReason, 'paused by hand')
    .action(async (reason: string, options: GovernedOptions) => {
      const { pause } = await import('../commands/pause.ts');
      await run(pause(reason, options));
    });
  governed(program.command('resume').description('let a paused system run again, by decision of governance')).action(
    async (options: GovernedOptions) => {
      const { resume } = await import('../commands/resume.ts');
      await run(resume(options));
    },
  );
  addUpgrade(program, run);
  const governance = program
    .command('governance')
    .description('decisions of the Super Admins: roles, settings, upgrades');
  governed(governance.command('list').description('what is proposed, how far it is, and by which rules')).action(
    async (options: GovernedOptions) => {
      const { listProposals } = await import('../commands/governance.ts');
      await run(listProposals(options));
    },
  );
  governed(governance.command('show').description('one proposal'))
    .argument('<id>', 'its number', parseProposal)
    .action(async (id: number, options: GovernedOptions) => {
      const { showProposal } = await import('../commands/governance.ts');
      await run(showProposal(id, options));
    });
  governed(governance.command('propose').description('propose an action of the router, such as GrantRole G… Operator'))
    .argument('<action>', 'its name in the contract')
    .argument('[values...]', 'its values: text, digits, hex, or JSON where one has parts')
    .action(async (action: string, values: string[], options: GovernedOptions) => {
      const { proposeAction } = await import('../commands/governance.ts');
      await run(proposeAction(action, values, options));
    });
  governed(governance.command('administer').description('propose a setting of another contract'))
    .argument('<contract>', 'kyc-registry, istsi-token or reserve-manager')
    .argument('<function>', 'its entry, such as set_policy')
    .argument('[values...]', 'its arguments, written as for propose')
    .action(async (contract: string, name: string, values: string[], options: GovernedOptions) => {
      const { proposeSetting } = await import('../commands/governance.ts');
      await run(proposeSetting(contract, name, values, options));
    });
  addDecisions(governance, run);
  governance
    .command('people')
    .description('roles, custodians, limits and the mode, as the API reads them')
    .action(async () => {
      const { showPeople } = await import('../commands/governance-told.ts');
      await run(showPeople());
    });
  governance
    .command('effects')
    .argument('<id>', 'number of a proposal', parseProposal)
    .description('what a proposal would change, before and after')
    .action(async (id: number) => {
      const { showEffects } = await import('../commands/governance-told.ts');
      await run(showEffects(id));
    });
  governed(governance.command('sign').description('sign what the dashboard prepared, after saying what it is'))
    .argument('<envelope>', 'the transaction, base64 XDR')
    .action(async (envelope: string, options: GovernedOptions) => {
      const { signEnvelope } = await import('../commands/governance-sign.ts');
      await run(signEnvelope(envelope, options));
    });
}

function addUpgrade(program: Program, run: Run): void {
  governed(
    program.command('upgrade').description('bring the deployed contracts to this build, by decision of governance'),
  )
    .option('--dry-run', 'say what would change, code by code and layout by layout, and send nothing')
    .option('--from <directory>', 'another release: its Wasm files and storage-layouts.json')
    .action(async (options: UpgradeCommandOptions) => {
      const { upgrade } = await import('../commands/upgrade.ts');
      await run(upgrade(options));
    });
}

function addDecisions(governance: Program, run: Run): void {
  const verbs = {
    approve: 'vote for a proposal; enough votes start its countdown',
    execute: 'do what was approved, once its countdown is over',
    cancel: 'take a proposal of one’s own back, or object to another’s',
  } as const;
  for (const [verb, description] of Object.entries(verbs) as [keyof typeof verbs, string][]) {
    governed(governance.command(verb).description(description))
      .argument('<id>', 'number of the proposal', parseProposal)
      .action(async (id: number, options: GovernedOptions) => {
        const { decideOn } = await import('../commands/governance.ts');
        await run(decideOn(verb, id, options));
      });
  }
}

/** Every one of these can be about a system that runs elsewhere. */
export function governed(command: Program): Program {
  return command
    .option('--key <file>', 'file with the secret key (default: ISTSI_GOVERNANCE_SECRET, or governance.json)')
    .option('--network <url|testnet|mainnet>', 'Soroban RPC of the system (default: the one that runs here)')
    .option('--manifest <file>', 'what `istsi deploy` wrote about it');
}

/** As the router keeps it, and the API asks for it. */
function parseReason(text: string): string {
  const reason = text.trim();
  if (reason.length >= 3 && reason.length <= 64) return reason;
  throw new InvalidArgumentError('Expected 3 to 64 characters.');
}
