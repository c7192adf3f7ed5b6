import { Address, OutScript } from '@scure/btc-signer';
import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';

/** The output script that an address of any kind stands for, on one network. */
export function scriptOfAddress(address: string, network: Network): Uint8Array {
  const { bech32, pubKeyHash, scriptHash, wif } = network.addressVersions;
  try {
    return OutScript.encode(Address({ bech32, pubKeyHash, scriptHash, wif }).decode(address));
  } catch (cause) {
    throw new CustodyError('address/unreadable', { address, network: network.name }, { cause });
  }
}
