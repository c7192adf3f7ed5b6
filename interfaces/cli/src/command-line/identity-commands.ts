import { InvalidArgumentError, type Command as Program } from 'commander';
import type { RegisterOptions, RenewOptions, SetTierOptions } from '../commands/identities.ts';
import type { Command } from '../context.ts';
import { parseAddress, parseCountry, parseTier } from './arguments.ts';
import { governed } from './governance-commands.ts';

type Run = (command: Command) => Promise<void>;

const SHORTEST_REASON = 3;
const LONGEST_REASON = 64;

/** What compliance officers decide about who takes part, each with a key of their own. */
export function addIdentityCommands(program: Program, run: Run): void {
  const identities = program
    .command('identities')
    .description('who is to be registered, and waits for an officer’s signature')
    .action(async () => {
      const { listAwaited } = await import('../commands/identities.ts');
      await run(listAwaited());
    });
  governed(identities.command('register').argument('<address>', 'Stellar account or contract'))
    .description('as an officer, register an address')
    .requiredOption('--tier <number>', 'how much was verified: 0 nothing, 4 an institution', parseTier)
    .option('--country <code>', 'ISO 3166-1 alpha-2', parseCountry, 'ZZ')
    .option('--until <date>', 'when the verification no longer counts, as 2031-12-31 (default: in a year)', parseDay)
    .option('--services', 'with the officer’s key that the services hold, if they do; no key is read here')
    .action(async (address: string, { services, ...options }: RegisterOptions & { services?: true }) => {
      const { register, registerThroughServices } = await import('../commands/identities.ts');
      await run(services ? registerThroughServices(address, options) : register(address, options));
    });
  identities
    .command('revoke')
    .argument('<address>', 'who waits', parseAddress)
    .description('no longer ask officers to register an address that was accepted')
    .action(async (address: string) => {
      const { revokeAwaited } = await import('../commands/identities.ts');
      await run(revokeAwaited(address));
    });
  governed(identities.command('set-tier').argument('<address>', 'of the identity'))
    .description('as an officer, give an identity another tier')
    .requiredOption('--tier <number>', 'how much was verified: 0 nothing, 4 an institution', parseTier)
    .requiredOption('--reason <text>', 'recorded on chain', parseReason)
    .action(async (address: string, options: SetTierOptions) => {
      const { setTier } = await import('../commands/identities.ts');
      await run(setTier(address, options));
    });
  governed(identities.command('renew').argument('<address>', 'of the identity'))
    .description('as an officer, have a verification count for longer, or shorter')
    .requiredOption('--until <date>', 'when it no longer counts, as 2031-12-31', parseDay)
    .requiredOption('--reason <text>', 'recorded on chain', parseReason)
    .action(async (address: string, options: RenewOptions) => {
      const { renew } = await import('../commands/identities.ts');
      await run(renew(address, options));
    });
}

/** The day begins where it does in UTC. */
function parseDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime());
  if (isDay && day.toISOString().startsWith(text) && day.getTime() > Date.now()) return day;
  throw new InvalidArgumentError('Expected a day that is still to come, as 2031-12-31.');
}

function parseReason(text: string): string {
  const reason = text.trim();
  if (reason.length >= SHORTEST_REASON && reason.length <= LONGEST_REASON) return reason;
  throw new InvalidArgumentError('Expected 3 to 64 characters.');
}
