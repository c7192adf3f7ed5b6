import type { Command as Program } from 'commander';
import type { Command } from '../context.ts';

/** The second opinion, on a machine and nodes of its own. */
export function addGuardianCommands(program: Program, run: (command: Command) => Promise<void>): void {
  const guardian = program.command('guardian').description('the second opinion: its key, its nodes, its memory');
  guardian
    .command('init')
    .description('begin its memory, once, and show what its key signs as')
    .requiredOption('--config <file>', 'JSON file')
    .action(async (options: { config: string }) => {
      const { guardianInit } = await import('../commands/guardian-init.ts');
      await run(guardianInit(options));
    });
  guardian
    .command('run')
    .description('judge every mint, payout and write-off, and stop the system for what cannot be true')
    .requiredOption('--config <file>', 'JSON file')
    .action(async (options: { config: string }) => {
      const { guardianRun } = await import('../commands/guardian-run.ts');
      await run(guardianRun(options));
    });
  guardian
    .command('status')
    .description('how the guardian of the running system stands; exit code 1 when it is not well')
    .action(async () => {
      const { guardianStatus } = await import('../commands/guardian-status.ts');
      await run(guardianStatus());
    });
}
