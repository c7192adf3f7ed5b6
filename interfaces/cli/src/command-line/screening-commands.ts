import { Option, type Command as Program } from 'commander';
import type { Command } from '../context.ts';
import { parsePageSize } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What is held because of whom it comes from or goes to. */
export function addScreeningCommands(program: Program, run: Run): void {
  const screening = program
    .command('screening')
    .addOption(new Option('--state <state>', 'of this state only').choices(['open', 'released']))
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('deposits and withdrawals that a list holds')
    .action(async (options: { state?: 'open' | 'released'; limit: number }) => {
      const { listCases } = await import('../commands/screening.ts');
      await run(listCases(options));
    });
  screening
    .command('release')
    .argument('<id>', 'case')
    .requiredOption('--reason <text>', 'why it may go on; in the audit log for good')
    .description('let the operation go on')
    .action(async (id: string, options: { reason: string }) => {
      const { releaseCase } = await import('../commands/screening.ts');
      await run(releaseCase(id, options));
    });
}
