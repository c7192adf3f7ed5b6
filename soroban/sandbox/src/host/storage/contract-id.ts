import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import type { LedgerInfo } from '../boundary.ts';
import { type IdPreimage, preimageToXdr } from '../codec/contract-creation.ts';
import type { Budget } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import { chargeWrite, chargeWriteAddress } from '../objects/write-costs.ts';
import { contractAddress } from '../values/address.ts';

/** An invocation that knows its network: what is hashed names it, so that it holds nowhere else. */
export type OnNetwork = Metered & { readonly ledger: Pick<LedgerInfo, 'networkId'> };

/** Declared size of a preimage without the network's id. */
export const ID_PREIMAGE_BYTES = 80;

/** Writing the preimage piece by piece, and hashing it. */
function chargeContractId(host: OnNetwork, preimage: IdPreimage, bytes: number): void {
  const { budget } = host;
  // The network's id is asked for as a contract would ask, and copied out of the object.
  budget.collect(CONTRACT_ID_BYTES, 1);
  budget.createObject();
  budget.visit(2);
  budget.copy(CONTRACT_ID_BYTES);
  chargeWrite(budget, 4);
  chargeWrite(budget, CONTRACT_ID_BYTES);
  chargeWrite(budget, 4);
  if (preimage.type === 'address') {
    chargeWriteAddress(budget, preimage.deployer);
    chargeWrite(budget, CONTRACT_ID_BYTES);
  } else {
    chargeWriteAsset(budget, preimage.asset);
  }
  budget.spend(COST.ComputeSha256Hash, bytes);
}

/** Its type; code, type of the issuer's key, and key. */
export function chargeWriteAsset(budget: Budget, asset: xdr.Asset): void {
  chargeWrite(budget, 4);
  if (asset.type === 'assetTypeNative') return;
  chargeWrite(budget, asset.type === 'assetTypeCreditAlphanum4' ? 4 : 12);
  chargeWrite(budget, 4);
  chargeWrite(budget, CONTRACT_ID_BYTES);
}

/** The address a contract will have: a hash of the network and of what it is made from. */
export function contractIdOf(host: OnNetwork, preimage: IdPreimage): string {
  const full = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: new xdr.Hash(host.ledger.networkId),
      contractIdPreimage: preimageToXdr(preimage),
    }),
  );
  const bytes = full.toXdr();
  chargeContractId(host, preimage, bytes.length);
  return contractAddress(createHash('sha256').update(bytes).digest());
}
