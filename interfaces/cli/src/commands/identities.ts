import { decideIdentity, type IdentityDecision, isUserAddress } from '@istsi/integration';
import { answered } from '../api/client.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { type GovernedOptions, openGoverned } from '../governance/governed-system.ts';
import { askedApi } from '../system/asked-api.ts';

export interface RegisterOptions extends GovernedOptions {
  tier: number;
  country: string;
  until?: Date;
}

export interface SetTierOptions extends GovernedOptions {
  tier: number;
  reason: string;
}

export interface RenewOptions extends GovernedOptions {
  until: Date;
  reason: string;
}

const YEAR_MS = 365 * 24 * 3_600_000;

/** `istsi identities`: who was accepted, and waits for an officer to sign it. */
export function listAwaited(): Command {
  return async (context) => {
    const { registrations } = await answered(askedApi(context).compliance.GET('/v1/approvals'));
    const { faint } = context.colours;
    const lines = registrations.map(({ address, tier, country, expires_at, customer, by, at }) => {
      const whose = customer === null ? `asked for by ${by}` : `customer ${customer}, accepted by ${by}`;
      const details = `tier ${tier}, ${country}, until ${expires_at.slice(0, 10)}; ${whose} at ${at}`;
      return `  ${address}\n    ${faint(details)}`;
    });
    context.print(lines.join('\n') || '  Nobody waits for an officer’s signature.', {
      ...{ step: 'identities', registrations },
    });
    return 0;
  };
}

/** `istsi identities register G… --tier 2`: as an officer, past services that hold no officer's key. */
export const register = (address: string, { tier, country, until, ...options }: RegisterOptions): Command =>
  decide(address, options, (user) => {
    return { do: 'register', user, tier, country, expiresAt: until ?? new Date(Date.now() + YEAR_MS) };
  });

export const setTier = (address: string, { tier, reason, ...options }: SetTierOptions): Command =>
  decide(address, options, (user) => ({ do: 'set-tier', user, tier, reason }));

export const renew = (address: string, { until, reason, ...options }: RenewOptions): Command =>
  decide(address, options, (user) => ({ do: 'renew', user, expiresAt: until, reason }));

/** `istsi identities register --services`: with the officer's key that the services hold; where they hold none, it awaits one. */
export function registerThroughServices(address: string, { tier, country, until }: RegisterOptions): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const body = { address: requireAddress(address), tier, country, ...(until && { expires_at: until.toISOString() }) };
    const user = await answered(api.POST('/v1/identities', { body }));
    const text = 'status' in user ? `registered at tier ${user.tier}` : 'accepted; an officer’s signature is awaited';
    context.print(`  ${text}: ${user.address}`, { step: 'identity', decision: 'register', ...user });
    return 0;
  };
}

/** `istsi identities revoke <address>`: who was accepted, and is to be signed for no more. */
export function revokeAwaited(address: string): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const params = { path: { address: requireAddress(address) } };
    await answered(api.DELETE('/v1/registrations/{address}', { params }));
    context.print(`  No officer is asked to register ${address} any more.`, {
      step: 'registration',
      address,
      revoked: true,
    });
    return 0;
  };
}

function decide(address: string, options: GovernedOptions, decisionOn: (user: string) => IdentityDecision): Command {
  return async (context) => {
    const decision = decisionOn(requireAddress(address));
    const { governance } = await openGoverned(context, options);
    const { stellarTx } = await decideIdentity(governance, governanceKey(context, options.key), decision);
    context.print(`  ${wordsOf(decision)}: ${decision.user}\n    ${context.colours.faint(stellarTx)}`, {
      ...{ step: 'identity', decision: decision.do, address: decision.user, stellar_transaction: stellarTx },
    });
    return 0;
  };
}

function wordsOf(decision: IdentityDecision): string {
  switch (decision.do) {
    case 'register':
      return `registered at tier ${decision.tier}, ${decision.country}, until ${dayOf(decision.expiresAt)}`;
    case 'set-tier':
      return `tier ${decision.tier} from now on`;
    case 'renew':
      return `verified until ${dayOf(decision.expiresAt)}`;
  }
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

function requireAddress(text: string): string {
  if (isUserAddress(text)) return text;
  const problem = 'expected a Stellar account (G…) or contract (C…), with its checksum';
  throw new CliError('cli/bad-argument', { argument: text, problem });
}
