import type { Command as Program } from 'commander';
import { parseBlockHeight } from './arguments.ts';
import type { Command } from './context.ts';

/** Bitcoin's headers on Stellar. */
export function addRelayCommands(program: Program, run: (command: Command) => Promise<void>): void {
  const relay = program
    .command('relay')
    .description('Bitcoin’s headers on Stellar: begin a relay, and tell it what a node knows');
  relay
    .command('deploy')
    .description('put a relay on the ledger that begins with a block your nodes agree on; it has no owner')
    .requiredOption('--config <file>', 'JSON file: key, stellar, bitcoin (with second: another node, asked too)')
    .option(
      '--height <block>',
      'the first block it knows (default: where the last epoch began that is a day old)',
      parseBlockHeight,
    )
    .action(async (options: { config: string; height?: number }) => {
      const { relayDeploy } = await import('./commands/relay-deploy.ts');
      await run(relayDeploy(options));
    });
  relay
    .command('run')
    .description('keep a relay told; any number may run for one')
    .requiredOption('--config <file>', 'JSON file: key, relay, stellar, bitcoin')
    .option('--once', 'tell what there is to tell and end; exit code 1 where somebody should look')
    .action(async (options: { config: string; once?: true }) => {
      const { relayRun } = await import('./commands/relay-run.ts');
      await run(relayRun(options));
    });
}
