import type { Command as Program } from 'commander';
import type { WithdrawOptions } from '../commands/withdraw.ts';
import type { QuoteOptions } from '../commands/withdrawal-quote.ts';
import type { ListOptions } from '../commands/withdrawals.ts';
import type { Command } from '../context.ts';
import { parseAddress, parseBtcAmount, parsePageSize, parseSats } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What holders ask for and look at. */
export function addWithdrawalCommands(program: Program, run: Run): void {
  program
    .command('withdraw')
    .description('burn iSTSi for bitcoin; the key stays on this machine')
    .requiredOption('--amount <btc>', 'what is burned: what arrives, and the fee', parseBtcAmount)
    .requiredOption('--to <address>', 'Bitcoin address that is paid')
    .option('--max-fee <sats>', 'the most that may go to the Bitcoin fee (default: what is suggested now)', parseSats)
    .option(
      '--user <file>',
      'file with the holder’s secret key (default: ISTSI_USER_SECRET, or the last demo’s holder)',
    )
    .option('--sponsored', 'somebody else pays the Stellar fee (by itself for an account without lumens)')
    .option('--no-wait', 'do not wait until the payment is on the Bitcoin network')
    .action(async (options: WithdrawOptions) => {
      const { withdraw } = await import('../commands/withdraw.ts');
      await run(withdraw(options));
    });
  const withdrawals = program
    .command('withdrawals')
    .description('the newest withdrawals, or one with its timeline')
    .argument('[id]', 'one of them')
    .option('--user <address>', 'of this Stellar address only')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .option('--follow', 'with an id: live, until its end')
    .action(async (id: string | undefined, options: ListOptions & { follow?: true }) => {
      const { listWithdrawals, requireHash, showWithdrawal } = await import('../commands/withdrawals.ts');
      await run(
        id === undefined
          ? listWithdrawals(options)
          : async (context) => await showWithdrawal(requireHash(id), options)(context),
      );
    });
  withdrawals
    .command('quote')
    .requiredOption('--amount <btc>', 'what would be burned', parseBtcAmount)
    // `--user` is the list's.
    .requiredOption('--holder <address>', 'whose withdrawal it would be', parseAddress)
    .option('--to <address>', 'says also whether this Bitcoin address could be paid')
    .option('--max-fee <sats>', 'says also whether this would be enough', parseSats)
    .description('what a withdrawal costs and brings now; exit code 1 where it would be refused')
    .action(async ({ holder, ...options }: Omit<QuoteOptions, 'user'> & { holder: string }) => {
      const { quoteWithdrawal } = await import('../commands/withdrawal-quote.ts');
      await run(quoteWithdrawal({ ...options, user: holder }));
    });
  withdrawals
    .command('export')
    .argument('<id>', 'withdrawal')
    .argument('<file>', 'file to write')
    .description('write its payment as a PSBT, for an offline signer')
    .action(async (id: string, file: string) => {
      const { exportPayment } = await import('../commands/withdrawal-files.ts');
      await run(exportPayment(id, file));
    });
  withdrawals
    .command('import')
    .argument('<id>', 'withdrawal')
    .argument('<file>', 'PSBT that was signed')
    .description('add what an offline signer has signed')
    .action(async (id: string, file: string) => {
      const { importPayment } = await import('../commands/withdrawal-files.ts');
      await run(importPayment(id, file));
    });
  withdrawals
    .command('cancel')
    .argument('<id>', 'withdrawal')
    .description('cancel its payment, which is authorized and not confirmed: it waits for another one then')
    .action(async (id: string) => {
      const { cancelPayment } = await import('../commands/withdrawal-files.ts');
      await run(cancelPayment(id));
    });
}
