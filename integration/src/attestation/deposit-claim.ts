import { addressCredentials, type ContractHandle } from '@istsi/soroban-client';
import { Address, type contract, type xdr } from '@stellar/stellar-sdk';
import type { IntegrationRouter } from '../contracts/generated/integration-router.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** What an entry would make a custodian say: this output belongs to this user and is this deep. */
export interface DepositClaim {
  caller: string;
  attestors: readonly string[];
  user: string;
  amountSats: bigint;
  txid: string;
  vout: number;
  confirmations: number;
}

type DepositArgs = IntegrationRouter['execute_bitcoin_deposit']['args'];

const DEPOSIT = 'execute_bitcoin_deposit';
const REGISTER = 'register_bitcoin_deposit';

/** Arguments of the router's call, by the names of its spec. */
export const depositArgs = (claim: DepositClaim): DepositArgs => ({
  caller: claim.caller,
  attestors: claim.attestors,
  user: claim.user,
  btc_amount: claim.amountSats,
  btc_tx_hash: Buffer.from(claim.txid, 'hex'),
  btc_vout: claim.vout,
  confirmations: claim.confirmations,
});

/**
 * Reads the claim out of an authorization entry, and refuses every entry whose tree is not exactly the router's deposit
 * call with the reserve manager's registration below it: the signature covers the whole tree, so anything else in it
 * would be authorized too.
 */
export function readDepositClaim(
  entry: xdr.SorobanAuthorizationEntry,
  contracts: { router: ContractHandle; reserve: ContractHandle },
): { ok: true; claim: DepositClaim; address: string } | AttestationRefusal {
  const { type } = entry.credentials;
  const credentials = addressCredentials(entry.credentials);
  if (!credentials || (type !== 'sorobanCredentialsAddress' && type !== 'sorobanCredentialsAddressV2')) {
    return refuse('attestation/not-for-me', `credentials of type ${type} are not signed here`);
  }
  const address = Address.fromScAddress(credentials.address).toString();

  const root = callOf(entry.rootInvocation);
  if (root?.contractId !== contracts.router.contractId || root.name !== DEPOSIT) {
    return refuse(
      'attestation/other-call',
      `the entry must authorize ${DEPOSIT} of router ${contracts.router.contractId}`,
    );
  }
  const claim = decodeClaim(contracts.router.spec, root.args);
  if (!claim) return refuse('attestation/malformed', `the arguments of ${DEPOSIT} do not have the contract's types`);

  const expected = contracts.reserve.spec.funcArgsToScVals(REGISTER, {
    attestors: claim.attestors,
    tx_hash: Buffer.from(claim.txid, 'hex'),
    vout: claim.vout,
    amount: claim.amountSats,
    confirmations: claim.confirmations,
  });
  const [registration, ...others] = entry.rootInvocation.subInvocations;
  const call = registration && callOf(registration);
  const isRegistration =
    call?.contractId === contracts.reserve.contractId &&
    call.name === REGISTER &&
    registration?.subInvocations.length === 0 &&
    sameValues(call.args, expected);
  if (others.length > 0 || !isRegistration) {
    return refuse(
      'attestation/other-call',
      `below ${DEPOSIT} there must be ${REGISTER} with the same facts, and nothing else`,
    );
  }
  return { ok: true, claim, address };
}

interface Call {
  contractId: string;
  name: string;
  args: xdr.ScVal[];
}

function callOf(invocation: xdr.SorobanAuthorizedInvocation): Call | undefined {
  const authorized = invocation.function;
  if (authorized.type !== 'sorobanAuthorizedFunctionTypeContractFn') return undefined;
  const { contractAddress, functionName, args } = authorized.value;
  return { contractId: Address.fromScAddress(contractAddress).toString(), name: functionName.toString(), args };
}

/** Decodes by the spec and encodes again: arguments of any other type, number or form do not survive unchanged. */
function decodeClaim(spec: contract.Spec, args: xdr.ScVal[]): DepositClaim | undefined {
  try {
    const { inputs } = spec.getFunc(DEPOSIT);
    if (inputs.length !== args.length) return undefined;
    const named = Object.fromEntries(
      inputs.map((input, i) => [input.name.toString(), spec.scValToNative<unknown>(args[i]!, input.type)]),
    ) as unknown as DepositArgs;
    if (!sameValues(spec.funcArgsToScVals(DEPOSIT, named), args)) return undefined;
    return {
      caller: named.caller,
      attestors: named.attestors,
      user: named.user,
      amountSats: named.btc_amount,
      txid: Buffer.from(named.btc_tx_hash).toString('hex'),
      vout: named.btc_vout,
      confirmations: named.confirmations,
    };
  } catch {
    // The spec's decoder throws for values of another type; to the caller that is one answer.
    return undefined;
  }
}

function sameValues(left: readonly xdr.ScVal[], right: readonly xdr.ScVal[]): boolean {
  return left.length === right.length && left.every((value, i) => value.toXdr('base64') === right[i]!.toXdr('base64'));
}
