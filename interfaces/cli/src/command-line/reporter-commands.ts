import type { Command as Program } from 'commander';
import type { Command } from '../context.ts';

/** A voice of the price oracle, on a machine of its own. */
export function addReporterCommands(program: Program, run: (command: Command) => Promise<void>): void {
  program
    .command('reporter')
    .description('a voice of the price oracle: its key, its sources')
    .command('run')
    .description('ask sources for the price of a bitcoin, and report what they agree on')
    .requiredOption('--config <file...>', 'JSON file; several are several reporters, of a file’s prices alone')
    .action(async (options: { config: string[] }) => {
      const { reporterRun } = await import('../commands/reporter-run.ts');
      await run(reporterRun(options));
    });
}
