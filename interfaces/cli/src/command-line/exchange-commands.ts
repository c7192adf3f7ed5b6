import type { Command as Program } from 'commander';
import type { PairOptions, SwapOptions } from '../commands/exchange.ts';
import type { ExchangeOpenOptions } from '../commands/exchange-open.ts';
import type { Command } from '../context.ts';
import { parseHash, parsePageSize } from './arguments.ts';
import { governed } from './governance-commands.ts';

/** One token for another, at the oracle's price. */
export function addExchangeCommands(program: Program, run: (command: Command) => Promise<void>): void {
  const exchange = program
    .command('exchange')
    .description('what is exchanged here, at what price, and who says so; exit code 1 while there is no price')
    .action(async () => {
      const { showExchange } = await import('../commands/exchange.ts');
      await run(showExchange());
    });
  const pair = (command: Program): Program =>
    command
      .requiredOption('--amount <number>', 'what is given: iSTSi in satoshis, other tokens as people write them')
      .option('--from <token>', 'symbol or contract of what is given (default: iSTSi)')
      .option('--to <token>', 'of what is got (default: the other one)');
  pair(exchange.command('quote'))
    .description('what an exchange gives now; exit code 1 when it would be refused')
    .option('--user <address>', 'says also whether this one could')
    .action(async (options: PairOptions & { user?: string }) => {
      const { quoteExchange } = await import('../commands/exchange.ts');
      await run(quoteExchange(options));
    });
  pair(exchange.command('swap'))
    .description('exchange; the key stays on this machine')
    .option('--min-out <number>', 'the least that may come of it (default: half a percent below a quote of now)')
    .option(
      '--user <file>',
      'file with the holder’s secret key (default: ISTSI_USER_SECRET, or the last demo’s holder)',
    )
    .option('--sponsored', 'somebody else pays the Stellar fee (by itself for an account without lumens)')
    .action(async (options: SwapOptions) => {
      const { swap } = await import('../commands/exchange.ts');
      await run(swap(options));
    });
  governed(exchange.command('open'))
    .description('open one on a system that is there already, by decision of governance; docs/operate/exchange.md')
    .argument('<plan>', 'JSON file: its reporters, its token and its rules, the same for everybody who decides')
    .option('--dry-run', 'say what it would take, and how far each decision is; send nothing')
    .option(
      '--payer <file>',
      'file with the secret key that creates its contracts (default: ISTSI_DEPLOYER_SECRET, or keys.json)',
    )
    .action(async (plan: string, options: ExchangeOpenOptions) => {
      const { openExchangeBy } = await import('../commands/exchange-open.ts');
      await run(openExchangeBy(plan, options));
    });
  exchange
    .command('show')
    .argument('<id>', 'exchange', parseHash)
    .description('one that happened')
    .action(async (id: string) => {
      const { showExchanged } = await import('../commands/exchange.ts');
      await run(showExchanged(id));
    });
  exchange
    .command('list')
    .description('what was exchanged, newest first')
    .option('--user <address>', 'by this Stellar address only')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .action(async (options: { user?: string; limit: number }) => {
      const { listExchanges } = await import('../commands/exchange.ts');
      await run(listExchanges(options));
    });
}
