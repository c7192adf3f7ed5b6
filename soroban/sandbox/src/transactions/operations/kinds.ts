import type { xdr } from '@stellar/stellar-sdk';
import { accountOfMuxed } from '../account-keys.ts';

/** Index into an account's thresholds. */
type Threshold = 1 | 2 | 3;
const LOW = 1;
const MEDIUM = 2;
const HIGH = 3;

export function isSorobanOperation({ body }: xdr.Operation): boolean {
  return body.type === 'invokeHostFunction' || body.type === 'extendFootprintTtl' || body.type === 'restoreFootprint';
}

export function operationSource({ sourceAccount }: xdr.Operation, transactionSource: string): string {
  return sourceAccount === null ? transactionSource : accountOfMuxed(sourceAccount);
}

/** The threshold an operation must reach; undefined for operations this network does not have. */
export function operationThreshold({ body }: xdr.Operation): Threshold | undefined {
  switch (body.type) {
    case 'invokeHostFunction':
    case 'createAccount':
    case 'payment':
    case 'changeTrust':
    case 'manageData':
    case 'clawback':
      return MEDIUM;
    case 'extendFootprintTtl':
    case 'restoreFootprint':
    case 'bumpSequence':
    case 'setTrustLineFlags':
    case 'allowTrust':
      return LOW;
    case 'setOptions':
      return changesSigners(body.setOptionsOp) ? HIGH : MEDIUM;
    default:
      return undefined;
  }
}

function changesSigners(options: xdr.SetOptionsOp): boolean {
  return [options.masterWeight, options.lowThreshold, options.medThreshold, options.highThreshold, options.signer].some(
    (option) => option !== null,
  );
}
