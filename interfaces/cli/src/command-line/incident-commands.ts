import type { Command as Program } from 'commander';
import type { Command } from '../context.ts';

type Run = (command: Command) => Promise<void>;

/** What is known of something that went wrong, for those who were not there. */
export function addIncidentCommands(program: Program, run: Run): void {
  program
    .command('incidents')
    .description('what became of something that went wrong')
    .command('export')
    .argument('<id>', 'alert')
    .option('--output <file>', 'where it is written (default: to the terminal)')
    .description('one document of an alert’s life: who was told, what was done, which operations, both chains')
    .action(async (id: string, options: { output?: string }) => {
      const { exportIncident } = await import('../commands/incidents.ts');
      await run(exportIncident(id, options));
    });
}
