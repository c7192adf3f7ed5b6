import type { Command as Program } from 'commander';
import type { PersonOptions } from '../commands/security-keys.ts';
import type { Command } from '../context.ts';
import { parseAddress, parseNumber } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** The system's people: who signs in, and the security keys that they show besides their wallets. */
export function addPeopleCommands(program: Program, run: Run): void {
  const sessions = program.command('sessions').description('who signs in, and who was not let in');
  person(sessions.command('show'))
    .description('sign in and out again: who the key is here, and what it opens')
    .action(async (options: PersonOptions) => {
      const { showSession } = await import('../commands/security-keys.ts');
      await run(showSession(options));
    });
  sessions
    .command('refusals')
    .description('how often somebody was not let in, since the start')
    .action(async () => {
      const { listRefusals } = await import('../commands/security-keys.ts');
      await run(listRefusals());
    });
  const keys = program
    .command('security-keys')
    .description('the security keys of who signs in, and what to do about lost ones');
  person(keys.command('list'))
    .description('yours; the dashboard adds them, in a browser')
    .action(async (options: PersonOptions) => {
      const { listSecurityKeys } = await import('../commands/security-keys.ts');
      await run(listSecurityKeys(options));
    });
  person(keys.command('remove').argument('<id>', 'as `list` shows it'))
    .description('remove one of yours')
    .action(async (id: string, options: PersonOptions) => {
      const { removeSecurityKey } = await import('../commands/security-keys.ts');
      await run(removeSecurityKey(id, options));
    });
  addResets(keys, run);
}

function addResets(keys: Program, run: Run): void {
  person(keys.command('resets'))
    .description('whose keys are said to be lost, and wait for a second person')
    .action(async (options: PersonOptions) => {
      const { listResets } = await import('../commands/security-keys.ts');
      await run(listResets(options));
    });
  person(keys.command('request-reset').argument('<account>', 'who lost them', parseAddress))
    .requiredOption('--reason <text>', 'why, for the second person')
    .description('say that somebody else has lost their security keys')
    .action(async (account: string, options: PersonOptions & { reason: string }) => {
      const { requestReset } = await import('../commands/security-keys.ts');
      await run(requestReset(account, options));
    });
  person(keys.command('approve-reset').argument('<id>', 'as `resets` shows it', parseNumber))
    .description('as a second person, agree that they are lost: all of them are over at once')
    .action(async (id: string, options: PersonOptions) => {
      const { approveReset } = await import('../commands/security-keys.ts');
      await run(approveReset(id, options));
    });
}

/** As for decisions of governance. */
const person = (command: Program): Program =>
  command.option('--key <file>', 'whose key signs in (default: ISTSI_GOVERNANCE_SECRET, or governance.json)');
