import { InvalidArgumentError, type Command as Program } from 'commander';
import type { TakeBackCommandOptions } from '../commands/reclaim-take-back.ts';
import type { Command } from '../context.ts';
import { parseBytes, parseFeeRate, parseOutput, parseSats } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

const FILE = '<recovery-file>';

/** Coins at an address with a leaf of its owner's: what was never swept comes back by the recovery file alone. */
export function addReclaimCommands(program: Program, run: Run): void {
  const reclaim = program
    .command('reclaim')
    .description('coins at an address with a leaf of their owner’s: taking them back by the recovery file');
  reclaim
    .command('show')
    .argument(FILE, 'the file that was saved with the address')
    .description('check a recovery file, and say what it is of; nothing is asked of anybody')
    .action(async (path: string) => {
      const { showRecoveryFile } = await import('../commands/reclaim-take-back.ts');
      await run(showRecoveryFile(path));
    });
  reclaim
    .command('take-back')
    .argument(FILE, 'the file that was saved with the address')
    .description('make and sign the transaction that takes coins back, offline, and print it in hex')
    .option('--coin <txid:output:sats>', 'a coin at the address; as often as there are', parseCoins)
    .option('--transaction <hex>', 'or the transaction that paid the address: its coins are found in it', parseBytes)
    .requiredOption('--to <address>', 'Bitcoin address that gets everything, less the fee')
    .option('--fee-rate <sat/vB>', 'what a byte pays for being mined', parseFeeRate, 5)
    .option('--passphrase-file <path>', 'the passphrase of the file’s key, if it has one')
    .option('--broadcast <url>', 'send it by this Bitcoin Core too, as http://user:password@host:port')
    .action(async (path: string, options: TakeBackCommandOptions) => {
      const { takeBackCoins } = await import('../commands/reclaim-take-back.ts');
      await run(takeBackCoins(path, options));
    });
}

type Coins = NonNullable<TakeBackCommandOptions['coin']>;

function parseCoins(text: string, before: Coins | undefined): Coins {
  const at = text.lastIndexOf(':');
  if (at < 0) throw new InvalidArgumentError('Expected <txid>:<output number>:<satoshis>.');
  return [...(before ?? []), { ...parseOutput(text.slice(0, at)), amountSats: parseSats(text.slice(at + 1)) }];
}
