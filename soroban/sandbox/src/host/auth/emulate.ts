import { addressBytes, isAccount, isContract } from '../codec/address.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import { executableCodeHash, findInstance, instanceKey } from '../instance.ts';
import { bytesVal, type MapEntry, type MapVal, symbolVal, vecVal } from '../value.ts';
import { checkAccountSignatures } from './account.ts';

/** Reads what authenticating an address reads: the account, or the instance and code of the contract. */
export function emulateAuthentication(host: Host, address: string): void {
  if (isAccount(address)) {
    host.storage.get({ type: 'account', accountId: address });
  } else if (isContract(address) && host.storage.has(instanceKey(address))) {
    const hash = executableCodeHash(host, findInstance(host, address).executable);
    if (hash !== undefined) host.storage.get({ type: 'contractCode', hash });
  }
}

/**
 * Spends what checking one signature of the account costs, as the network's recording does: what was recorded must be
 * enough for the signed transaction. The check itself fails, as it must, and only running out of budget counts.
 */
export function emulateSignatureCheck(host: Host, account: string, payload: Uint8Array): void {
  const field = (name: string, value: Uint8Array): MapEntry => [symbolVal(name), bytesVal(value)];
  const signature: MapVal = {
    type: 'map',
    value: [field('public_key', addressBytes(account)), field('signature', new Uint8Array(64))],
  };
  try {
    checkAccountSignatures(host, account, payload, vecVal([signature]));
  } catch (error) {
    if (!(error instanceof HostError) || error.type === 'Budget') throw error;
  }
}
