import { addressCredentials, isSignedByAccount } from '@istsi/soroban-client';
import { Address, buildAuthorizationEntryPreimage, hash, nativeToScVal, xdr } from '@stellar/stellar-sdk';
import type { RelayedCall } from '../services/submit-withdrawal.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import { sponsorRefusals } from './sponsor-refusals.ts';

/** A call that is paid for; `givesFirst`: below it, and only there, its holder gives `amount` of `from_token` to the contract. */
export interface SponsoredEntry extends RelayedCall {
  givesFirst?: boolean;
}

/** What somebody signed, read from the XDR itself. */
export interface SignedCall {
  /** Hash of what was signed, hex. It has the nonce in it, so the same one can have an effect once. */
  id: string;
  account: string;
  entry: string;
  invoke: xdr.HostFunction;
  signed: xdr.SorobanAuthorizationEntry;
  validUntilLedger: number;
  /** By the account's own key alone, and rightly so. False says nothing of others: the network will. */
  isByOwnKey: boolean;
}

/**
 * Accepts the authorization of exactly one of these calls by its own first argument. The transaction is made from it here, so
 * that nobody else chooses operations, fees, or what beside this call is called.
 */
export function readAuthorization(
  text: string,
  networkPassphrase: string,
  entries: readonly SponsoredEntry[],
): { ok: true; call: SignedCall } | { ok: false; refusal: WithdrawalRefusal } {
  const signed = parse(text);
  const credentials = signed && addressCredentials(signed.credentials);
  if (!signed || !credentials || signed.credentials.type === 'sorobanCredentialsAddressWithDelegates')
    return { ok: false, refusal: sponsorRefusals.notAnAuthorization() };
  const account = Address.fromScAddress(credentials.address).toString();
  const called = readCall(signed.rootInvocation, account, entries);
  if (typeof called === 'string') return { ok: false, refusal: sponsorRefusals.otherCall(called) };
  const validUntilLedger = Number(credentials.signatureExpirationLedger);
  const preimage = buildAuthorizationEntryPreimage(signed, validUntilLedger, networkPassphrase);
  return {
    ok: true,
    call: {
      ...{ account, signed, validUntilLedger, entry: called.entry },
      id: Buffer.from(hash(preimage.toXdr())).toString('hex'),
      invoke: xdr.HostFunction.hostFunctionTypeInvokeContract(called.invoke),
      isByOwnKey: isSignedByAccount(signed, networkPassphrase),
    },
  };
}

/** Only what is the same again when it is written: nothing is left over, nothing is said in two ways. */
function parse(text: string): xdr.SorobanAuthorizationEntry | undefined {
  try {
    const entry = xdr.SorobanAuthorizationEntry.fromXdr(text, 'base64');
    return entry.toXdr('base64') === text ? entry : undefined;
  } catch {
    // Whatever it is, it is not what we prepared.
    return undefined;
  }
}

/** Which of the calls it is, or what it is instead. */
function readCall(
  { function: authorized, subInvocations }: xdr.SorobanAuthorizedInvocation,
  account: string,
  entries: readonly SponsoredEntry[],
): { entry: string; invoke: xdr.InvokeContractArgs } | string {
  const wanted = entries.map(({ contractId, entry }) => `${entry} of ${contractId}`).join(' or ');
  if (authorized.type !== 'sorobanAuthorizedFunctionTypeContractFn') return `it must call ${wanted}`;
  const invoke = authorized.value;
  const contractId = Address.fromScAddress(invoke.contractAddress).toString();
  const name = invoke.functionName.toString();
  const called = entries.find((each) => each.contractId === contractId && each.entry === name);
  if (!called) return `it must call ${wanted}`;
  if (addressIn(invoke.args[0]) !== account) return 'the holder must be the account that signs';
  const expected = called.givesFirst ? [gift(invoke, contractId)] : [];
  const isExact =
    subInvocations.length === expected.length &&
    subInvocations.every((below, place) => below.toXdr('base64') === expected[place]);
  return isExact ? { entry: name, invoke } : 'it authorizes something else beside or below that';
}

/** `transfer(user, router, amount)` of what is given, as `(user, from_token, to_token, amount, …)` has it. */
function gift({ args }: xdr.InvokeContractArgs, contractId: string): string | undefined {
  const [user, token, , amount] = args;
  if (!user || amount?.type !== 'scvU64' || token?.type !== 'scvAddress') return undefined;
  const transfer = new xdr.InvokeContractArgs({
    contractAddress: token.value,
    functionName: 'transfer',
    args: [user, new Address(contractId).toScVal(), nativeToScVal(amount.value, { type: 'i128' })],
  });
  return new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(transfer),
    subInvocations: [],
  }).toXdr('base64');
}

function addressIn(value: xdr.ScVal | undefined): string | undefined {
  return value?.type === 'scvAddress' ? Address.fromScAddress(value.value).toString() : undefined;
}
