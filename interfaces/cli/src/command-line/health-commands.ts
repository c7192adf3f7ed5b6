import type { Command as Program } from 'commander';
import type { HistoryQuery } from '../commands/health.ts';
import type { Command } from '../context.ts';
import { parseAddress, parseTime } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What the system says of itself. */
export function addHealthCommands(program: Program, run: Run): void {
  program
    .command('health')
    .description('does the API answer? exit code 1 where it does not')
    .action(async () => {
      const { health } = await import('../commands/health.ts');
      await run(health());
    });
  program
    .command('network')
    .description('which networks, contracts and descriptors these are')
    .action(async () => {
      const { showNetwork } = await import('../commands/health.ts');
      await run(showNetwork());
    });
  program
    .command('signers')
    .description('which custodians’ signers could sign now; exit code 1 where not all of them could')
    .action(async () => {
      const { listSigners } = await import('../commands/health.ts');
      await run(listSigners());
    });
  addMetrics(program, run);
  const sponsorship = program.command('sponsorship').description('who pays for holders without lumens');
  sponsorship
    .command('show')
    .argument('[address]', 'says also whether it would pay for this one', parseAddress)
    .description('whether somebody pays, and what is left of it; exit code 1 where nobody does')
    .action(async (account: string | undefined) => {
      const { showSponsorship } = await import('../commands/health.ts');
      await run(showSponsorship(account === undefined ? {} : { account }));
    });
  sponsorship
    .command('passkey')
    .argument('<address>', 'account of a passkey', parseAddress)
    .description('which passkey signs for an account')
    .action(async (address: string) => {
      const { showPasskeyAccount } = await import('../commands/health.ts');
      await run(showPasskeyAccount(address));
    });
}

function addMetrics(program: Program, run: Run): void {
  const metrics = program
    .command('metrics')
    .description('what the router counted, and how much is backed; exit code 1 where less than all of it is')
    .action(async () => {
      const { showMetrics } = await import('../commands/health.ts');
      await run(showMetrics());
    });
  metrics
    .command('series')
    .description('what there is a history of')
    .action(async () => {
      const { listSeries } = await import('../commands/health.ts');
      await run(listSeries());
    });
  metrics
    .command('history')
    .argument('<series>', 'as `series` names it')
    .option('--from <time>', 'from then on, such as 2030-01-31T12:00:00Z', parseTime)
    .option('--through <time>', 'until then', parseTime)
    .description('one metric over time')
    .action(async (series: string, range: HistoryQuery) => {
      const { showHistory } = await import('../commands/health.ts');
      await run(showHistory(series, range));
    });
}
