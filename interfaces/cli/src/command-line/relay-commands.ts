import type { Command as Program } from 'commander';
import type { RelayWriteOffOptions } from '../commands/relay-books.ts';
import type { RelayMintOptions } from '../commands/relay-mint.ts';
import type { Command } from '../context.ts';
import { parseBlockHeight, parseBytes, parseOutput, parseTxid } from './arguments.ts';

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
      const { relayDeploy } = await import('../commands/relay-deploy.ts');
      await run(relayDeploy(options));
    });
  relay
    .command('attestor')
    .description('put an spv-attestor on the ledger that believes a relay; governance names it as prover')
    .requiredOption('--config <file>', 'JSON file: key, router, relay, descriptor, stellar, bitcoin (network)')
    .action(async (options: { config: string }) => {
      const { relayAttestor } = await import('../commands/relay-attestor.ts');
      await run(relayAttestor(options));
    });
  relay
    .command('mint')
    .description('mint a deposit that custodians are silent about, by a proof alone, where governance lets anybody')
    .requiredOption('--config <file>', 'JSON file: key, router, stellar, bitcoin')
    .requiredOption('--output <txid:vout>', 'the output that pays the deposit address', parseOutput)
    .requiredOption('--user <address>', 'whose deposit address it is')
    .action(async (options: RelayMintOptions) => {
      const { relayMint } = await import('../commands/relay-mint.ts');
      await run(relayMint(options));
    });
  addBookCommands(relay, run);
  relay
    .command('run')
    .description('keep a relay told; any number may run for one')
    .requiredOption('--config <file>', 'JSON file: key, relay, stellar, bitcoin')
    .option('--once', 'tell what there is to tell and end; exit code 1 where somebody should look')
    .action(async (options: { config: string; once?: true }) => {
      const { relayRun } = await import('../commands/relay-run.ts');
      await run(relayRun(options));
    });
}

/** What the books say, by a proof: for anybody. */
function addBookCommands(relay: Program, run: (command: Command) => Promise<void>): void {
  relay
    .command('complete')
    .description('have the books say that a payment of the reserve is confirmed, by the proof of it')
    .requiredOption('--config <file>', 'JSON file: key, router, stellar, bitcoin')
    .requiredOption('--txid <txid>', 'the payment or sweep', parseTxid)
    .action(async (options: { config: string; txid: string }) => {
      const { relayComplete } = await import('../commands/relay-books.ts');
      await run(relayComplete(options));
    });
  relay
    .command('write-off')
    .description('take an output off the books that Bitcoin took from the reserve, by the proof of what spent it')
    .requiredOption('--config <file>', 'JSON file: key, router, stellar, bitcoin')
    .requiredOption('--output <txid:vout>', 'the output that is gone', parseOutput)
    .requiredOption('--spender <txid>', 'the mined transaction that spends it, or what it came from', parseTxid)
    .option('--origin <hex>', 'the output’s own transaction without witnesses, where that was undone', parseBytes)
    .action(async (options: RelayWriteOffOptions) => {
      const { relayWriteOff } = await import('../commands/relay-books.ts');
      await run(relayWriteOff(options));
    });
}
