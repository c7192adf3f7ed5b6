import { StrKey } from '@stellar/stellar-sdk';
import { executableVal } from '../auth/invocation.ts';
import { CHECK_AUTH } from '../auth/manager.ts';
import { isAccount, isContract, splitMuxed } from '../codec/address.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import { instanceKey, readInstance } from '../instance.ts';
import { addressVal, type HostVal, symbolVal, VOID, vecVal } from '../value.ts';

function requireCheckAuth(host: Host, name: string): void {
  if (host.frame.functionName === CHECK_AUTH) return;
  const reason =
    `${name} host function can only be called from within \`${CHECK_AUTH}\`, but was called within a different ` +
    'contract function';
  throw new HostError('Context', 'InvalidAction', reason, [symbolVal(host.frame.functionName)]);
}

const invalidStrkey = (): HostError => new HostError('Value', 'InvalidInput', 'the text is no address strkey');

/** An address from its strkey, given as string or bytes. */
function addressFromStrkey(strkey: HostVal, allowMuxed: boolean): HostVal {
  if (strkey.type !== 'string' && strkey.type !== 'bytes') {
    throw new HostError('Value', 'UnexpectedType', `a strkey is a string or bytes, not ${strkey.type}`);
  }
  const text = Buffer.from(strkey.value).toString('latin1');
  if (StrKey.isValidEd25519PublicKey(text) || StrKey.isValidContract(text)) return addressVal(text);
  if (allowMuxed && StrKey.isValidMed25519PublicKey(text)) return { type: 'muxedAddress', value: text };
  throw invalidStrkey();
}

const variant = (name: string): HostVal => vecVal([symbolVal(name)]);

/** What runs at an address: `AddressExecutable` of the environment, void when nothing is there (CAP-68). */
function addressExecutable(host: Host, address: string): HostVal {
  if (isAccount(address)) {
    return host.storage.has({ type: 'account', accountId: address }) ? variant('Account') : VOID;
  }
  if (!isContract(address)) throw new HostError('Object', 'InternalError', 'unexpected address type');
  if (!host.storage.has(instanceKey(address))) return VOID;
  return executableVal(readInstance(host, address).executable);
}

export const address: HostModule<'a'> = {
  require_auth_for_args: (host, address, args) => host.auth.requireAuth(address, args),
  require_auth: (host, address) => host.auth.requireAuth(address, host.frame.args),
  strkey_to_address(_, strkey) {
    const value = addressFromStrkey(strkey, false);
    if (value.type !== 'address') throw invalidStrkey();
    return value;
  },
  address_to_strkey: (_, address) => Buffer.from(address.value, 'latin1'),
  authorize_as_curr_contract: (host, entries) => host.auth.authorizeAsCurrentContract(entries),
  get_address_from_muxed_address: (_, muxed) => addressVal(splitMuxed(muxed).account),
  get_id_from_muxed_address: (_, muxed) => splitMuxed(muxed).id,
  get_address_executable: (host, address) => addressExecutable(host, address.value),
  strkey_to_muxed_address: (_, strkey) => addressFromStrkey(strkey, true),
  muxed_address_to_strkey(_, address) {
    if (address.type !== 'address' && address.type !== 'muxedAddress') {
      const reason = 'value is not an AddressObject or MuxedAddressObject';
      throw new HostError('Value', 'UnexpectedType', reason, [address]);
    }
    return Buffer.from(address.value, 'latin1');
  },
  get_delegated_signers_for_current_auth_check(host) {
    requireCheckAuth(host, 'get_delegated_signers_for_current_auth_check');
    return host.auth.delegatedSigners().map(addressVal);
  },
  delegate_account_auth(host, address) {
    requireCheckAuth(host, 'delegate_account_auth');
    host.auth.delegateAccountAuth(address);
  },
};
