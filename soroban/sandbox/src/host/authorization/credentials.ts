import { xdr } from '@stellar/stellar-sdk';
import { addressFromXdr } from '../codec/address.ts';
import { sha256 } from '../codec/sha256.ts';
import { addressToXdr, toScVal, writeAddress } from '../codec/value.ts';
import { fromScVal } from '../codec/value-from-xdr.ts';
import { XdrWriter } from '../codec/writer.ts';
import type { Budget } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import { chargeWrite, chargeWriteAddress } from '../objects/write-costs.ts';
import type { OnNetwork } from '../storage/contract-id.ts';
import type { HostVal } from '../values/value.ts';
import { chargeTreeToXdr, chargeWriteTree, TREE_DEPTH } from './costs.ts';
import { DelegateTracker } from './delegates.ts';
import { type AuthorizedInvocation, writeInvocation } from './invocation.ts';

/** What an authorization entry is vouched for by. */
export type Credentials =
  | { readonly type: 'sourceAccount' }
  | {
      readonly type: 'address';
      readonly nonce: bigint;
      /** Last ledger in which the signature is good. */
      readonly expires: number;
      readonly signature: HostVal;
      /** CAP-71: the payload names the address. */
      readonly namesAddress: boolean;
      readonly delegates: DelegateTracker | undefined;
    };

/** Whose credentials they are, and how they vouch. Those of the source account are the transaction's signatures. */
export function credentialsFromXdr(
  credentials: xdr.SorobanCredentials,
  source: string,
): { address: string; credentials: Credentials } {
  if (credentials.type === 'sorobanCredentialsSourceAccount') {
    return { address: source, credentials: { type: 'sourceAccount' } };
  }
  const [signed, namesAddress, delegates] =
    credentials.type === 'sorobanCredentialsAddress'
      ? ([credentials.address, false, undefined] as const)
      : credentials.type === 'sorobanCredentialsAddressV2'
        ? ([credentials.addressV2, true, undefined] as const)
        : ([
            credentials.addressWithDelegates.addressCredentials,
            true,
            new DelegateTracker(credentials.addressWithDelegates.delegates),
          ] as const);
  return {
    address: addressFromXdr(signed.address),
    credentials: {
      type: 'address',
      nonce: signed.nonce,
      expires: signed.signatureExpirationLedger,
      signature: fromScVal(signed.signature),
      namesAddress,
      delegates,
    },
  };
}

export function credentialsToXdr(address: string, credentials: Credentials): xdr.SorobanCredentials {
  if (credentials.type === 'sourceAccount') return xdr.SorobanCredentials.sorobanCredentialsSourceAccount();
  const signed = new xdr.SorobanAddressCredentials({
    address: addressToXdr(address),
    nonce: credentials.nonce,
    signatureExpirationLedger: credentials.expires,
    signature: toScVal(credentials.signature),
  });
  return credentials.namesAddress
    ? xdr.SorobanCredentials.sorobanCredentialsAddressV2(signed)
    : xdr.SorobanCredentials.sorobanCredentialsAddress(signed);
}

/** `EnvelopeType` of what is signed, and whether it names the address. */
const SIGNED = 9;
const SIGNED_WITH_ADDRESS = 10;

const writer = new XdrWriter();

/** sha256 of the `HashIdPreimage` that the address signs. */
export function signaturePayload(
  host: OnNetwork,
  address: string,
  credentials: Extract<Credentials, { type: 'address' }>,
  root: AuthorizedInvocation,
): Uint8Array {
  const bytes = writer.encode(() => {
    writer.u32(credentials.namesAddress ? SIGNED_WITH_ADDRESS : SIGNED);
    writer.fixed(host.ledger.networkId);
    writer.u64(credentials.nonce);
    writer.u32(credentials.expires);
    if (credentials.namesAddress) writeAddress(writer, address);
    writeInvocation(writer, root);
  });
  chargePayload(host.budget, address, credentials, root, bytes.length);
  return sha256(bytes);
}

function chargePayload(
  budget: Budget,
  address: string,
  { namesAddress }: Extract<Credentials, { type: 'address' }>,
  root: AuthorizedInvocation,
  bytes: number,
): void {
  budget.copy(CONTRACT_ID_BYTES);
  chargeTreeToXdr(budget, root);
  chargeWrite(budget, 4);
  chargeWrite(budget, CONTRACT_ID_BYTES);
  chargeWrite(budget, 8);
  chargeWrite(budget, 4);
  if (namesAddress) {
    budget.visit();
    budget.copy(ADDRESS_BYTES);
    chargeWriteAddress(budget, address);
  }
  chargeWriteTree(budget, root, TREE_DEPTH.inPayload);
  budget.spend(COST.ComputeSha256Hash, bytes);
}
