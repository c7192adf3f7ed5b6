import { BlockList, isIP } from 'node:net';

/** Whether an address is one of these addresses and networks (CIDR). Throws a TypeError for a text that is neither. */
export function trustedProxies(texts: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', bits, ...more] = text.split('/');
    const family = familyOf(address);
    const width = family === 'ipv4' ? 32 : 128;
    const length = bits === undefined ? width : Number(/^\d{1,3}$/.exec(bits)?.[0] ?? Number.NaN);
    if (family === undefined || more.length > 0 || !(length >= 0 && length <= width)) {
      throw new TypeError(`"${text}" is no address and no network in CIDR form, like 10.0.0.0/8`);
    }
    list.addSubnet(address, length, family);
  }
  return (address) => {
    const family = familyOf(address);
    return family !== undefined && list.check(address, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const family = isIP(address);
  return family === 0 ? undefined : family === 4 ? 'ipv4' : 'ipv6';
}
