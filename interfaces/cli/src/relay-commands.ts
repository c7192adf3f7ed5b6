import type { Command as Program } from 'commander';
import type { Command } from './context.ts';

/** Bitcoin's headers on Stellar. */
export function addRelayCommands(program: Program, run: (command: Command) => Promise<void>): void {
  program
    .command('relay')
    .description('Bitcoin’s headers on Stellar: tell a relay what a node knows')
    .command('run')
    .description('keep a relay told; any number may run for one')
    .requiredOption('--config <file>', 'JSON file: key, relay, stellar, bitcoin')
    .option('--once', 'tell what there is to tell and end; exit code 1 where somebody should look')
    .action(async (options: { config: string; once?: true }) => {
      const { relayRun } = await import('./commands/relay-run.ts');
      await run(relayRun(options));
    });
}
