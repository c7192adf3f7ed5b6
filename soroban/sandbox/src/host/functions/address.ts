import { StrKey } from '@stellar/stellar-sdk';
import { type AuthManager, CHECK_AUTH } from '../authorization/manager.ts';
import { chargeExecutableVal } from '../calls/lifecycle.ts';
import { executableVal } from '../codec/contract-creation.ts';
import type { Metered } from '../costs/metered.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { newVec } from '../objects/slices.ts';
import { executableCodeHash, readInstanceIfAny } from '../storage/instance.ts';
import { chargeHashKey, chargeLedgerKey } from '../storage/storage-costs.ts';
import type { Stored } from '../storage/stored.ts';
import { isAccount, isContract, splitMuxed } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { addressVal, type HostVal, symbolVal, VOID } from '../values/value.ts';

type AddressHost = Stored & {
  readonly frame: { readonly functionName: string; readonly args: readonly HostVal[] };
  readonly auth: Pick<
    AuthManager,
    'requireAuth' | 'authorizeAsCurrentContract' | 'delegateAccountAuth' | 'delegatedSigners'
  >;
};

function requireCheckAuth({ frame, budget }: Pick<AddressHost, 'frame' | 'budget'>, name: string): void {
  const running = symbolVal(frame.functionName);
  budget.copy(VAL_BYTES);
  budget.visit(Number(isObject(running)));
  budget.compare(Math.min(frame.functionName.length, CHECK_AUTH.length));
  if (frame.functionName === CHECK_AUTH) return;
  const reason =
    `${name} host function can only be called from within \`${CHECK_AUTH}\`, but was called within a different ` +
    'contract function';
  throw new HostError('Context', 'InvalidAction', reason, [running]);
}

const invalidStrkey = (): HostError => new HostError('Value', 'InvalidInput', 'the text is no address strkey');

/** An address from its strkey, given as string or bytes. */
function addressFromStrkey(host: Metered, strkey: HostVal, allowMuxed: boolean): HostVal {
  if (strkey.type !== 'string' && strkey.type !== 'bytes') {
    throw new HostError('Value', 'UnexpectedType', `a strkey is a string or bytes, not ${strkey.type}`);
  }
  host.budget.visit();
  const { length } = strkey.value;
  const payload = length === STRKEY_LENGTH ? KEY_BYTES : allowMuxed && length === MUXED_STRKEY_LENGTH ? MUXED_BYTES : 0;
  if (payload === 0) throw new HostError('Value', 'InvalidInput', 'unexpected strkey length');
  host.budget.collect(length, 1);
  host.budget.collect(2 * payload, 1);
  const text = Buffer.from(strkey.value).toString('latin1');
  if (StrKey.isValidEd25519PublicKey(text) || StrKey.isValidContract(text)) return addressVal(text);
  if (allowMuxed && StrKey.isValidMed25519PublicKey(text)) return { type: 'muxedAddress', value: text };
  throw invalidStrkey();
}

const KEY_BYTES = 35;
const MUXED_BYTES = 43;
const STRKEY_LENGTH = 56;
const MUXED_STRKEY_LENGTH = 69;

/** The text of an address. A strkey is charged as its bytes and its characters. */
function strkeyOf(host: Metered, address: HostVal & { readonly value: string }): Uint8Array {
  const isMuxed = address.type === 'muxedAddress';
  host.budget.collect(isMuxed ? MUXED_BYTES + MUXED_STRKEY_LENGTH : KEY_BYTES + STRKEY_LENGTH, 1);
  host.budget.copy(CONTRACT_ID_BYTES);
  return Buffer.from(address.value, 'latin1');
}

/** What runs at an address: `AddressExecutable` of the environment, void when nothing is there (CAP-68). */
function addressExecutable(host: Stored, address: string): HostVal {
  host.budget.copy(ADDRESS_BYTES);
  if (isAccount(address)) {
    chargeLedgerKey(host.budget);
    return host.storage.has({ type: 'account', accountId: address }) ? newVec(host, [symbolVal('Account')]) : VOID;
  }
  if (!isContract(address)) throw new HostError('Object', 'InternalError', 'unexpected address type');
  chargeHashKey(host.budget);
  const instance = readInstanceIfAny(host, address);
  if (instance === undefined) return VOID;
  // What is referred to elsewhere is told as what it is there.
  const hash = executableCodeHash(host, instance.executable);
  const executable = executableVal(hash === undefined ? instance.executable : { type: 'wasm', hash });
  chargeExecutableVal(host, executable);
  return executable;
}

export const address: HostModule<'a', AddressHost> = {
  require_auth_for_args: (host, address, args) => host.auth.requireAuth(address, args),
  require_auth: (host, address) => host.auth.requireAuth(address, host.frame.args),
  strkey_to_address(host, strkey) {
    const value = addressFromStrkey(host, strkey, false);
    if (value.type !== 'address') throw invalidStrkey();
    return value;
  },
  address_to_strkey: (host, address) => strkeyOf(host, address),
  authorize_as_curr_contract: (host, entries) => host.auth.authorizeAsCurrentContract(entries),
  get_address_from_muxed_address(host, muxed) {
    host.budget.copy(CONTRACT_ID_BYTES);
    return addressVal(splitMuxed(muxed).account);
  },
  get_id_from_muxed_address: (_, muxed) => splitMuxed(muxed).id,
  get_address_executable: (host, address) => addressExecutable(host, address.value),
  strkey_to_muxed_address(host, strkey) {
    const address = addressFromStrkey(host, strkey, true);
    host.budget.createObject();
    return address;
  },
  muxed_address_to_strkey(host, address) {
    if (isObject(address)) host.budget.visit();
    if (address.type !== 'address' && address.type !== 'muxedAddress') {
      const reason = 'value is not an AddressObject or MuxedAddressObject';
      throw new HostError('Value', 'UnexpectedType', reason, [address]);
    }
    return strkeyOf(host, address);
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
