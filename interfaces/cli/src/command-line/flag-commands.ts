import { Option, type Command as Program } from 'commander';
import type { FlagQuery } from '../commands/flags.ts';
import type { Command } from '../context.ts';
import { parsePageSize } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** Whose movements looked like a pattern. */
export function addFlagCommands(program: Program, run: Run): void {
  const flags = program
    .command('flags')
    .addOption(new Option('--state <state>', 'of this state only').choices(['open', 'closed']))
    .option('--user <address>', 'of this Stellar address only')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('holders whose movements a rule finds suspicious; nothing is stopped by it')
    .action(async (options: FlagQuery) => {
      const { listFlags } = await import('../commands/flags.ts');
      await run(listFlags(options));
    });
  flags
    .command('close')
    .argument('<id>', 'flag')
    .requiredOption('--reason <text>', 'what was found; for officers, and in no public log')
    .description('say that an officer has looked at it')
    .action(async (id: string, options: { reason: string }) => {
      const { closeFlag } = await import('../commands/flags.ts');
      await run(closeFlag(id, options));
    });
}
