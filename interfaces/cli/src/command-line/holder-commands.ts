import { Option, type Command as Program } from 'commander';
import type { ReceiptQuery } from '../commands/inbox.ts';
import type { TransferOptions } from '../commands/transfer.ts';
import type { Command } from '../context.ts';
import { parseAddress, parsePageSize, parseSats } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

const STATES = ['received', 'withdrawing', 'withdrawn', 'returning', 'paid', 'returned', 'settled', 'kept'];

/** Holders, and what moves between them. */
export function addHolderCommands(program: Program, run: Run): void {
  program
    .command('transfer')
    .description('send iSTSi to somebody else; the key stays on this machine')
    .requiredOption('--amount <sats>', 'how many iSTSi', parseSats)
    .requiredOption('--to <address>', 'Stellar address that gets them', parseAddress)
    .option(
      '--user <file>',
      'file with the holder’s secret key (default: ISTSI_USER_SECRET, or the last demo’s holder)',
    )
    .option('--sponsored', 'somebody else pays the Stellar fee (by itself for an account without lumens)')
    .action(async (options: TransferOptions) => {
      const { transfer } = await import('../commands/transfer.ts');
      await run(transfer(options));
    });
  const users = program.command('users').description('what anybody may know of a holder');
  users
    .command('show')
    .argument('<address>', 'of the holder', parseAddress)
    .description('tier, status and balance')
    .action(async (address: string) => {
      const { showUser } = await import('../commands/users.ts');
      await run(showUser(address));
    });
  users
    .command('deposit-address')
    .argument('<address>', 'of the holder', parseAddress)
    .description('the Bitcoin address that is theirs for good')
    .action(async (address: string) => {
      const { showDepositAddress } = await import('../commands/users.ts');
      await run(showDepositAddress(address));
    });
  users
    .command('pending')
    .argument('<address>', 'of the holder', parseAddress)
    .description('payments to them that are announced and in no block yet')
    .action(async (address: string) => {
      const { listPending } = await import('../commands/users.ts');
      await run(listPending(address));
    });
  addInbox(program, run);
}

function addInbox(program: Program, run: Run): void {
  const inbox = program
    .command('inbox')
    .description(
      'what is in the account that takes withdrawals as transfers; exit code 1 where nothing explains some of it',
    )
    .action(async () => {
      const { showInbox } = await import('../commands/inbox.ts');
      await run(showInbox());
    });
  inbox
    .command('receipts')
    .addOption(new Option('--state <state>', 'in this state only').choices(STATES))
    .option('--cursor <id>', 'go on behind this one')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('what arrived there, and where it went; newest first')
    .action(async (query: ReceiptQuery) => {
      const { listReceipts } = await import('../commands/inbox.ts');
      await run(listReceipts(query));
    });
}
