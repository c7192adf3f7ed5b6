import { attestedArguments, encodeArguments } from '@istsi/contracts';
import { Address, xdr } from '@stellar/stellar-sdk';

/** A call with what may be called below it. */
export const authorizedCall = (
  contractId: string,
  name: string,
  args: xdr.ScVal[],
  below: xdr.SorobanAuthorizedInvocation[] = [],
): xdr.SorobanAuthorizedInvocation =>
  new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
      new xdr.InvokeContractArgs({
        contractAddress: Address.fromString(contractId).toScAddress(),
        functionName: name,
        args,
      }),
    ),
    subInvocations: below,
  });

/** What a signer is asked with. */
export interface Asked {
  /** Base64 XDR. */
  entry: string;
  args: string;
}

/** Asks for the signature of an account under calls, which an entry has with the hashes of their arguments. */
export const askFor = (invoked: xdr.SorobanAuthorizedInvocation, address: string): Asked => ({
  entry: unsignedEntry(attested(invoked), address),
  args: encodeArguments(callIn(invoked).args),
});

function attested(invoked: xdr.SorobanAuthorizedInvocation): xdr.SorobanAuthorizedInvocation {
  const { contractAddress, functionName, args } = callIn(invoked);
  const contractId = Address.fromScAddress(contractAddress).toString();
  const below = invoked.subInvocations.map(attested);
  return authorizedCall(contractId, functionName.toString(), attestedArguments(args), below);
}

function callIn({ function: called }: xdr.SorobanAuthorizedInvocation): xdr.InvokeContractArgs {
  if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') throw new Error('not a contract call');
  return called.contractFn;
}

function unsignedEntry(invoked: xdr.SorobanAuthorizedInvocation, address: string): string {
  const credentials = xdr.SorobanCredentials.sorobanCredentialsAddressV2(
    new xdr.SorobanAddressCredentials({
      address: Address.fromString(address).toScAddress(),
      nonce: 7n,
      signatureExpirationLedger: 0,
      signature: xdr.ScVal.scvVoid(),
    }),
  );
  return new xdr.SorobanAuthorizationEntry({ credentials, rootInvocation: invoked }).toXdr('base64');
}
