import { isAccount, isContract } from '../codec/address.ts';
import type { Host } from '../host.ts';
import { executableCodeHash, instanceKey, readInstance } from '../instance.ts';

/** Reads what authenticating an address reads: the account, or the instance and code of the contract. */
export function emulateAuthentication(host: Host, address: string): void {
  if (isAccount(address)) {
    host.storage.get({ type: 'account', accountId: address });
  } else if (isContract(address) && host.storage.has(instanceKey(address))) {
    const hash = executableCodeHash(host, readInstance(host, address).executable);
    if (hash !== undefined) host.storage.get({ type: 'contractCode', hash });
  }
}
