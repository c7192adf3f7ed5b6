import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import { type IdPreimage, preimageToXdr } from './auth/invocation.ts';
import { contractAddress } from './codec/address.ts';
import type { Host } from './host.ts';

/** The address a contract will have: a hash of the network and of what it is made from. */
export function contractIdOf(host: Host, preimage: IdPreimage): string {
  const full = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: new xdr.Hash(host.ledger.networkId),
      contractIdPreimage: preimageToXdr(preimage),
    }),
  );
  return contractAddress(createHash('sha256').update(full.toXdr()).digest());
}
