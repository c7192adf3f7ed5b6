import type { Command as Program } from 'commander';
import type { Command } from '../context.ts';
import { parseBtcAmount, parseCount, parsePort } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

export function addBitcoinCommands(program: Program, run: Run): void {
  const bitcoin = program.command('bitcoin').description('the regtest node: run it, pay, mine');
  bitcoin
    .command('node')
    .description('run the embedded regtest node alone, for other tools')
    .option('--port <number>', 'port of RPC and REST', parsePort, 18443)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--rpc-user <name>', 'user of the RPC', 'istsi')
    .option('--in-memory', 'keep nothing on disk')
    .action(async (options: { port: number; host: string; rpcUser: string; inMemory?: true }) => {
      const { bitcoinNode } = await import('../commands/bitcoin-node.ts');
      await run(bitcoinNode(options));
    });
  bitcoin
    .command('send')
    .argument('<address>', 'address to pay')
    .argument('<btc>', 'bitcoin, such as 0.0015', parseBtcAmount)
    .description('pay an address from the regtest faucet')
    .action(async (address: string, sats: bigint) => {
      const { bitcoinSend } = await import('../commands/bitcoin-send.ts');
      await run(bitcoinSend(address, sats));
    });
  bitcoin
    .command('mine')
    .argument('[blocks]', 'how many', parseCount, 1)
    .description('mine blocks')
    .action(async (blocks: number) => {
      const { bitcoinMine } = await import('../commands/bitcoin-mine.ts');
      await run(bitcoinMine(blocks));
    });
  bitcoin
    .command('balance')
    .argument('[address]', 'any address (default: the wallet that sends and mines)')
    .description('what the regtest wallet holds, or what is at an address')
    .action(async (address: string | undefined) => {
      const { bitcoinBalance } = await import('../commands/bitcoin-wallet.ts');
      await run(bitcoinBalance(address));
    });
  bitcoin
    .command('newaddress')
    .description('a new address of the regtest wallet, to withdraw to')
    .action(async () => {
      const { bitcoinNewAddress } = await import('../commands/bitcoin-wallet.ts');
      await run(bitcoinNewAddress());
    });
}
