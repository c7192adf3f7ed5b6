import type { ReturnDecision } from '@istsi/integration';
import type { Command as Program } from 'commander';
import type { NameReturnOptions } from '../commands/deposit-returns.ts';
import type { ListOptions } from '../commands/withdrawals.ts';
import type { Command } from '../context.ts';
import type { GovernedOptions } from '../governance/governed-system.ts';
import { parseOutpoint, parsePageSize, parseSats } from './arguments.ts';
import { governed } from './governance-commands.ts';

type Run = (command: Command) => Promise<void>;
type Held = GovernedOptions & { services?: true };
type Decided = GovernedOptions & { to: string; maxFee: bigint };

const OUTPOINT = '<txid:output>';

/** Deposits, and the way back of those that may not become tokens. */
export function addDepositCommands(program: Program, run: Run): void {
  const deposits = program
    .command('deposits')
    .description('the newest deposits, or one with its timeline')
    .argument('[txid:output]', 'one of them')
    .option('--user <address>', 'of this Stellar address only')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .option('--follow', 'with one: live, until its end')
    .action(async (outpoint: string | undefined, options: ListOptions & { follow?: true }) => {
      const { listDeposits, showDeposit } = await import('../commands/deposits.ts');
      await run(outpoint === undefined ? listDeposits(options) : showDeposit(outpoint, options));
    });
  deposits
    .command('look')
    .argument(OUTPOINT, 'output that was paid', parseOutpoint)
    .description('look for a payment on Bitcoin now, where it was overlooked')
    .action(async (outpoint: string) => {
      const { lookAgain } = await import('../commands/deposits.ts');
      await run(lookAgain(outpoint));
    });
  deposits
    .command('give-back')
    .argument(OUTPOINT, 'deposit')
    .description('ask the custodians to have it paid back, because the contracts refuse it')
    .action(async (outpoint: string) => {
      const { giveBack, requireOutpoint } = await import('../commands/deposit-returns.ts');
      await run(async (context) => await giveBack(requireOutpoint(outpoint))(context));
    });
  deposits
    .command('return')
    .argument(OUTPOINT, 'deposit')
    .description('as its owner, name the address that it is paid back to; the key stays on this machine')
    .requiredOption('--to <address>', 'Bitcoin address that is paid')
    .option('--max-fee <sats>', 'the most that may go to the Bitcoin fee (default: what is suggested now)', parseSats)
    // `--user` is the list's.
    .option('--owner <file>', 'file with the secret key (default: ISTSI_USER_SECRET, or the last demo’s holder)')
    .action(async (outpoint: string, { owner, ...options }: Omit<NameReturnOptions, 'user'> & { owner?: string }) => {
      const { nameReturn, requireOutpoint } = await import('../commands/deposit-returns.ts');
      const order = { ...options, ...(owner !== undefined && { user: owner }) };
      await run(async (context) => await nameReturn(requireOutpoint(outpoint), order)(context));
    });
  addOfficerCommands(deposits, run);
}

function addOfficerCommands(deposits: Program, run: Run): void {
  const decide = async (outpoint: string, decision: ReturnDecision, options: GovernedOptions): Promise<void> => {
    const { decideOnReturn, requireOutpoint } = await import('../commands/deposit-returns.ts');
    await run(async (context) => await decideOnReturn(requireOutpoint(outpoint), decision, options)(context));
  };
  const hold = async (outpoint: string, held: boolean, { services, ...options }: Held): Promise<void> => {
    if (!services) return await decide(outpoint, { do: held ? 'hold' : 'release' }, options);
    const { holdThroughServices, requireOutpoint } = await import('../commands/deposit-returns.ts');
    await run(async (context) => await holdThroughServices(requireOutpoint(outpoint), held)(context));
  };
  const through = [
    '--services',
    'with the officer’s key that the services hold, if they do; no key is read here',
  ] as const;
  governed(deposits.command('hold').argument(OUTPOINT, 'deposit'))
    .description('as an officer, keep what is owed back from being paid')
    .option(...through)
    .action(async (outpoint: string, options: Held) => await hold(outpoint, true, options));
  governed(deposits.command('release').argument(OUTPOINT, 'deposit'))
    .description('as an officer, let it be paid again')
    .option(...through)
    .action(async (outpoint: string, options: Held) => await hold(outpoint, false, options));
  governed(deposits.command('propose-return').argument(OUTPOINT, 'deposit'))
    .description('as an officer, propose where a deposit of nobody is paid back to')
    .requiredOption('--to <address>', 'Bitcoin address that is paid')
    .requiredOption('--max-fee <sats>', 'the most that may go to the Bitcoin fee', parseSats)
    .action(async (outpoint: string, { to, maxFee, ...options }: Decided) => {
      await decide(outpoint, { do: 'propose', address: to, maxFeeSats: maxFee }, options);
    });
  governed(deposits.command('approve-return').argument(OUTPOINT, 'deposit'))
    .description('as another officer, a week later or more, agree to that very address')
    .requiredOption('--to <address>', 'Bitcoin address that was proposed')
    .action(async (outpoint: string, { to, ...options }: Omit<Decided, 'maxFee'>) => {
      await decide(outpoint, { do: 'approve', address: to }, options);
    });
}
