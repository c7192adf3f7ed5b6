import { attestedArguments, decodeArguments } from '@istsi/contracts';
import { addressCredentials, type ContractHandle } from '@istsi/soroban-client';
import { Address, type contract, xdr } from '@stellar/stellar-sdk';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** One call of a contract, as an authorization entry names it: a call that custodians attest has the hash of its arguments. */
export interface AuthorizedCall {
  contractId: string;
  name: string;
  args: readonly xdr.ScVal[];
  /** What the call may do in turn with the same authorization. */
  below: readonly xdr.SorobanAuthorizedInvocation[];
}

/** An entry that some account is asked to sign: the signature would cover the root and everything below it. */
export interface UnsignedEntry {
  ok: true;
  entry: xdr.SorobanAuthorizationEntry;
  address: string;
  root: AuthorizedCall;
}

export function readEntry(base64: string): UnsignedEntry | AttestationRefusal {
  const entry = decodeEntry(base64);
  if (!entry) return refuse('attestation/malformed', '"entry" is not a SorobanAuthorizationEntry in base64');
  const { type } = entry.credentials;
  const credentials = addressCredentials(entry.credentials);
  if (!credentials || (type !== 'sorobanCredentialsAddress' && type !== 'sorobanCredentialsAddressV2')) {
    return refuse('attestation/not-for-me', `credentials of type ${type} are not signed here`);
  }
  const root = callOf(entry.rootInvocation);
  if (!root) return refuse('attestation/other-call', 'the entry must authorize the call of a contract');
  return { ok: true, entry, address: Address.fromScAddress(credentials.address).toString(), root };
}

function decodeEntry(base64: string): xdr.SorobanAuthorizationEntry | undefined {
  try {
    return xdr.SorobanAuthorizationEntry.fromXdr(base64, 'base64');
  } catch {
    return undefined;
  }
}

/** Undefined for what creates a contract instead of calling one. */
export function callOf(invocation: xdr.SorobanAuthorizedInvocation): AuthorizedCall | undefined {
  const authorized = invocation.function;
  if (authorized.type !== 'sorobanAuthorizedFunctionTypeContractFn') return undefined;
  const { contractAddress, functionName, args } = authorized.value;
  return {
    contractId: Address.fromScAddress(contractAddress).toString(),
    name: functionName.toString(),
    args,
    below: invocation.subInvocations,
  };
}

/**
 * The call with the arguments that were sent along, if it authorizes exactly those: what is judged must be what the hash is
 * of.
 */
export function spellOut(call: AuthorizedCall, sent: string): AuthorizedCall | AttestationRefusal {
  const args = decodeArguments(sent);
  if (!args) return refuse('attestation/malformed', '"args" are not the arguments of the call, as a list in base64');
  if (sameValues(call.args, attestedArguments(args))) return { ...call, args };
  return refuse(
    'attestation/other-call',
    `the entry does not authorize ${call.name} with the arguments that were sent`,
  );
}

/**
 * Decodes arguments by the spec and encodes them again: those of any other type, number or form do not survive
 * unchanged. Undefined for such ones. `A` is the type that was generated from the same spec.
 */
export function decodeArgs<A extends object>(spec: contract.Spec, { name, args }: AuthorizedCall): A | undefined {
  try {
    const { inputs } = spec.getFunc(name);
    if (inputs.length !== args.length) return undefined;
    const named = Object.fromEntries(
      inputs.map((input, i) => [input.name.toString(), spec.scValToNative<unknown>(args[i]!, input.type)]),
    ) as A;
    return sameValues(spec.funcArgsToScVals(name, named), args) ? named : undefined;
  } catch {
    // The spec's decoder throws for values of another type; to the caller that is one answer.
    return undefined;
  }
}

/** Whether a call is exactly this one, attested, with nothing below it. */
export function isLeafCall(
  call: AuthorizedCall | undefined,
  target: ContractHandle,
  name: string,
  args: object,
): boolean {
  return (
    call?.contractId === target.contractId &&
    call.name === name &&
    call.below.length === 0 &&
    sameValues(call.args, attestedArguments(target.spec.funcArgsToScVals(name, args)))
  );
}

function sameValues(left: readonly xdr.ScVal[], right: readonly xdr.ScVal[]): boolean {
  return left.length === right.length && left.every((value, i) => value.toXdr('base64') === right[i]!.toXdr('base64'));
}
