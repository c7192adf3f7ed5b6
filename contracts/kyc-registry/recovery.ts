import { type Address, Option, publish, require, type Str, str } from '@istsi/soroban-sdk';
import { recordAction } from './audit.ts';
import { KycError } from './errors.ts';
import type { AddressRecovered } from './events.ts';
import { assignAddress } from './identities.ts';
import { loadIdentityOf, storeIdentity } from './records.ts';
import { hasAccount, loadAccount, storeAccount } from './storage.ts';

/**
 * Gives a lost address up for another one of the same identity, which may be new. From then on the lost address can do
 * and receive nothing, except Bitcoin deposits already under way to it; tokens let an officer move its balance over.
 */
export function recoverAddress(officer: Address, lost: Address, replacement: Address, reason: Str): void {
  const identity = loadIdentityOf(lost);
  const account = loadAccount(lost);
  require(account.replaced_by.isNone, KycError.AddressReplaced);
  require(lost !== replacement, KycError.InvalidReplacement);
  if (hasAccount(replacement)) {
    const known = loadAccount(replacement);
    require(known.identity === account.identity && known.replaced_by.isNone, KycError.InvalidReplacement);
    identity.addresses = identity.addresses - 1;
  } else {
    // It takes the place of the lost one, which counts no longer.
    assignAddress(replacement, identity.first_address);
  }
  account.replaced_by = Option.some<Address>(replacement);
  storeAccount(lost, account);
  storeIdentity(identity);
  publish<AddressRecovered>({ lost, replacement, identity: identity.first_address });
  recordAction(officer, lost, str('recover_address'), reason);
}
