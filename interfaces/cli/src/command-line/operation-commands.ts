import { Option, type Command as Program } from 'commander';
import type { OperationQuery } from '../commands/operations.ts';
import type { PaymentQuery } from '../commands/payments.ts';
import type { Command } from '../context.ts';
import { parseAddress, parseDays, parseHash, parseOperation, parsePageSize } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

const KINDS = ['deposit', 'withdrawal', 'return', 'payment', 'sweep', 'exchange', 'inbox'];

/** Everything that is under way, and finding it. */
export function addOperationCommands(program: Program, run: Run): void {
  const operations = program
    .command('operations')
    .description('all that is and was under way, newest first, or one over both chains, the services and the signers')
    .argument('[id]', 'one of them', parseOperation)
    .addOption(new Option('--kind <kind>', 'of this kind only').choices(KINDS))
    .addOption(new Option('--phase <phase>', 'only what is so far').choices(['open', 'attention', 'done']))
    .option('--state <state>', 'in this state only')
    .option('--user <address>', 'of this Stellar address only', parseAddress)
    .option('--cursor <id>', 'go on behind this one', parseOperation)
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .action(async (id: string | undefined, query: OperationQuery) => {
      const { listOperations, showOperation } = await import('../commands/operations.ts');
      await run(id === undefined ? listOperations(query) : showOperation(id));
    });
  operations
    .command('retry')
    .argument('<id>', 'operation', parseOperation)
    .requiredOption('--reason <text>', 'why; it stands in its timeline')
    .description('have it looked at now')
    .action(async (id: string, options: { reason: string }) => {
      const { retryOperation } = await import('../commands/operations.ts');
      await run(retryOperation(id, options));
    });
  operations
    .command('volumes')
    .option('--days <number>', 'of so many days', parseDays, 30)
    .description('what came in and went out, by day')
    .action(async (options: { days: number }) => {
      const { showVolumes } = await import('../commands/operations.ts');
      await run(showVolumes(options));
    });
  program
    .command('payments')
    .description('Bitcoin transactions of the reserve, every version, or one with its timeline')
    .argument('[txid]', 'one of them', parseHash)
    .option('--batch <id>', 'versions of this payment only', parseHash)
    .option('--cursor <txid>', 'go on behind this one', parseHash)
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .action(async (txid: string | undefined, query: PaymentQuery) => {
      const { listPayments, showPayment } = await import('../commands/payments.ts');
      await run(txid === undefined ? listPayments(query) : showPayment(txid));
    });
  program
    .command('search')
    .argument('<text>', 'an id, an outpoint, a transaction, an address, or the number of a proposal')
    .description('whatever a text names; exit code 1 where it names nothing')
    .action(async (text: string) => {
      const { search } = await import('../commands/find.ts');
      await run(search(text));
    });
  program
    .command('track')
    .argument('<id>', 'an outpoint, a Bitcoin transaction, or a withdrawal', parseOperation)
    .description('what anybody may know of it; exit code 1 where nothing is known')
    .action(async (id: string) => {
      const { track } = await import('../commands/find.ts');
      await run(track(id));
    });
}
