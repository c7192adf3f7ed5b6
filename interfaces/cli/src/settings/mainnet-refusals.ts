import { isLoopback } from '@istsi/bitcoin-custody';
import type { SystemSettings } from './system-settings.ts';

export interface Refusal {
  field: string;
  problem: string;
}

/** What both `istsi.json` and the services' own configuration say of the world. */
export interface Outside {
  stellar: { rpcUrl: string; second?: { rpcUrl: string } | undefined };
  bitcoin: { rpcUrl: unknown; second?: { rpcUrl: unknown } | undefined; esploraUrl?: string | undefined };
  signers: readonly { url: string; address: string; token?: unknown; tls?: unknown }[];
  guardian?: Place | undefined;
  exchange?: { reporters: readonly Place[]; local?: true | undefined } | undefined;
  keys?: { complianceOfficer?: unknown } | undefined;
  api?: { securityKeys?: { requiredOf: readonly string[]; domain?: string | undefined } | undefined } | undefined;
}

/** Who decides over value or over persons, or gives out what does. */
const SHOW_A_KEY = ['super-admin', 'system-admin', 'compliance-officer'];

/** Where somebody answers, and what they sign as. */
interface Place {
  url: string;
  address: string;
}

/**
 * What must not be where tokens and coins are worth something. Pure, and all of it at once: one machine, one view, one
 * key or one vote that decides over value, and everything that is for development.
 */
export function refusalsOnMainnet(settings: SystemSettings): Refusal[] {
  const { stellar = {}, bitcoin = {}, signers, keys, api, database } = settings;
  const missing: [unknown, string, string][] = [
    [stellar.rpcUrl, 'stellar.rpcUrl', 'the embedded network is for development: name a Stellar RPC'],
    [bitcoin.rpcUrl, 'bitcoin.rpcUrl', 'the embedded node is for development: name a Bitcoin node'],
    [database?.url, 'database.url', 'the embedded PostgreSQL is for development: name one that is kept and copied'],
    [signers, 'signers', 'signers of this machine are one thief’s: name those of the custodians, each on its own'],
    [keys, 'keys', 'keys that `up` generates are for development: name the operator’s and the channels’'],
    [api?.keys, 'api.keys', 'API keys that `up` generates are for development: name yours'],
    [settings.manifest, 'manifest', '`up` deploys for development, with one vote: name the manifest of `istsi deploy`'],
  ];
  const refusals = missing.flatMap(([value, field, problem]) => (value === undefined ? [{ field, problem }] : []));
  if (stellar.friendbotUrl !== undefined)
    refusals.push({ field: 'stellar.friendbotUrl', problem: 'no faucet gives away what is worth something' });
  if (keys?.webAuth !== undefined && !api?.publicUrl?.startsWith('https://'))
    refusals.push({ field: 'api.publicUrl', problem: 'wallets reach an anchor by https: name where this one is' });
  if (settings.custody && settings.custody.threshold < 2)
    refusals.push({ field: 'custody.threshold', problem: 'one signer alone must not decide over the coins' });
  if (stellar.rpcUrl === undefined || bitcoin.rpcUrl === undefined) return refusals;
  const { rpcUrl, second } = stellar;
  return [
    ...refusals,
    ...refusalsOutside({
      stellar: { rpcUrl, second },
      bitcoin: { ...bitcoin, rpcUrl: bitcoin.rpcUrl },
      signers: signers ?? [],
      guardian: settings.guardian,
      exchange: settings.exchange,
      api,
      keys,
    }),
  ];
}

/** Likewise, of services that somebody starts with a configuration of their own. */
export function refusalsOutside({ stellar, bitcoin, signers, guardian, exchange, api, keys }: Outside): Refusal[] {
  const refusals: Refusal[] = [];
  const say = (field: string, problem: string) => refusals.push({ field, problem });
  const twice = 'it is the same as the first: one view, said twice';
  if (!stellar.second)
    say('stellar.second', 'with one view, whoever runs that RPC decides what is minted: name another');
  else if (isSame(stellar.second.rpcUrl, stellar.rpcUrl)) say('stellar.second', twice);
  if (!bitcoin.second && bitcoin.esploraUrl === undefined)
    say('bitcoin.second', 'with one view, whoever runs that node decides what is minted: name another, or esploraUrl');
  else if (bitcoin.second && isSame(bitcoin.second.rpcUrl, bitcoin.rpcUrl)) say('bitcoin.second', twice);
  if (!guardian) say('guardian', 'nobody looks over the shoulders of operator and custodians: name a guardian');
  else if (isLoopback(hostOf(guardian.url))) say('guardian', 'it is on this machine, with which it would fall');
  else if (signers.some(({ address, url }) => address === guardian.address || hostOf(url) === hostOf(guardian.url)))
    say('guardian', 'it is a signer, or where one is: a second opinion of nobody else');
  signers.forEach((signer, index) => {
    const field = `signers.${index}`;
    const others = signers.slice(0, index);
    const alike = alikeIn(signer, others);
    if (alike !== undefined) say(field, alike);
    else if (others.some(({ token }) => JSON.stringify(token) === JSON.stringify(signer.token)))
      say(field, 'it has the token of another one');
    if (isLoopback(hostOf(signer.url))) say(field, 'it is on this machine, with which it would fall');
    else if (!signer.tls) say(field, 'it is on another machine, and reached without TLS');
  });
  if (keys?.complianceOfficer !== undefined)
    say(
      'keys.complianceOfficer',
      'whoever takes this process would register whom they like: officers sign that elsewhere, with keys of their own',
    );
  const { requiredOf = [], domain } = api?.securityKeys ?? {};
  const without = SHOW_A_KEY.filter((role) => !requiredOf.includes(role));
  if (without.length > 0)
    say('api.securityKeys.requiredOf', `a wallet’s key alone would sign these in: ${without.join(', ')}; name them`);
  else if (domain === undefined) say('api.securityKeys.domain', 'say which host security keys are made for');
  const { reporters = [], local } = exchange ?? {};
  if (local) say('exchange.local', 'a file of this machine is no market: name reporters with sources of their own');
  reporters.forEach((reporter, index) => {
    const field = `exchange.reporters.${index}`;
    const alike = alikeIn(reporter, reporters.slice(0, index));
    if (alike !== undefined) say(field, alike);
    if (isLoopback(hostOf(reporter.url))) say(field, 'it is on this machine, with which it would fall');
  });
  return refusals;
}

/** Who is somebody else only by name. */
function alikeIn({ url, address }: Place, others: readonly Place[]): string | undefined {
  if (others.some((other) => other.address === address)) return 'it signs as another one does';
  return others.some((other) => hostOf(other.url) === hostOf(url)) ? 'it is where another one is' : undefined;
}

const isSame = (one: unknown, other: unknown): boolean => placeOf(one) === placeOf(other);

/** Where a URL leads, whoever it names: a node is no second view of itself for another user. */
function placeOf(url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url)) return JSON.stringify(url);
  const { host, pathname } = new URL(url);
  return `${host}${pathname.replace(/\/+$/, '')}`;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);
