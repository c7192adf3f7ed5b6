import { Address, xdr } from '@stellar/stellar-sdk';

/** A call as an authorization entry names it, with what may be called below it. */
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

/** An entry that asks for the signature of an account, in base64. */
export function unsignedEntry(invoked: xdr.SorobanAuthorizedInvocation, address: string): string {
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
