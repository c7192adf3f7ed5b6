import { deriveBulk, networks, parseDescriptor } from '@istsi/bitcoin-custody/verify';

/** The custody's address at this index, from its public keys alone; undefined for a network that nobody knows. */
export function deriveAddress(descriptor: string, network: string, index: number): string | undefined {
  const known = Object.entries(networks).find(([name]) => name === network)?.[1];
  return known && deriveBulk(parseDescriptor(descriptor, known), index, 1)[0]?.address;
}
