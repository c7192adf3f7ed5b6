import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Where a request goes: one address, found once. */
export interface TargetAddress {
  address: string;
  family: 4 | 6;
}

export type FoundTarget = { ok: true; target: TargetAddress } | { ok: false; reason: string };

/** Networks that are nobody's on the Internet, or our own: IANA's special-purpose registries, and where clouds keep their keys. */
const refused4: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's metadata, in the middle of public addresses.
  ['168.63.129.16', 32],
];
/** Within what is public at all: 6to4, Teredo and others that carry an IPv4 address, and documentation. */
const refused6: readonly (readonly [network: string, bits: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const notPublic4 = blockList(refused4, 'ipv4');
const notPublic6 = blockList(refused6, 'ipv6');
/** Everything else is local, mapped, translated or not assigned. */
const public6 = blockList([['2000::', 3]], 'ipv6');

/** `allowed`: networks that may be reached all the same, in CIDR notation. */
export function isRefused(address: string, allowed: readonly string[] = []): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (allowed.some((network) => isIn(network, address, type))) return false;
  if (family === 4) return notPublic4.check(address, 'ipv4');
  return !public6.check(address, 'ipv6') || notPublic6.check(address, 'ipv6');
}

/**
 * Looks a URL's host up once. All that it names must be public: a name that also names an address of ours would reach it
 * another time. The caller connects to the address, not to the name, which may name another one by then. In the clear only
 * a network of one's own is reached, whatever the name was when it was given.
 */
export async function findTarget(
  { protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>,
  allowed: readonly string[],
): Promise<FoundTarget> {
  if (protocol !== 'https:' && protocol !== 'http:') return { ok: false, reason: `${protocol} is not https:` };
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  let found: { address: string; family: number }[];
  try {
    found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  } catch (error) {
    return { ok: false, reason: `the name ${host} cannot be looked up: ${(error as Error).message}` };
  }
  const refused = found.find(({ address }) => isRefused(address, allowed));
  if (refused) {
    const which = refused.address === host ? host : `${host} is at ${refused.address}, which`;
    return { ok: false, reason: `${which} is no address of the Internet` };
  }
  const inTheClear = protocol === 'http:' && found.some(({ address }) => !isRefused(address));
  if (inTheClear) return { ok: false, reason: 'only https: is, because events and signatures are nobody else’s' };
  const [first] = found;
  if (!first) return { ok: false, reason: `the name ${host} has no address` };
  return { ok: true, target: { address: first.address, family: first.family === 6 ? 6 : 4 } };
}

function blockList(networks: readonly (readonly [network: string, bits: number])[], type: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, type);
  return list;
}

function isIn(network: string, address: string, type: 'ipv4' | 'ipv6'): boolean {
  const [base = '', bits = ''] = network.split('/');
  if (isIP(base) !== (type === 'ipv4' ? 4 : 6)) return false;
  return blockList([[base, Number(bits)]], type).check(address, type);
}
