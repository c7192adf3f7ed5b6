import { xdr } from '@stellar/stellar-sdk';
import { struct, variant } from '../values/structured.ts';
import type { ContractExecutable, HostVal } from '../values/value.ts';
import { addressFromXdr, bytesOf } from './address.ts';
import { addressToXdr } from './value.ts';
import { executableFromXdr, fromScVal } from './value-from-xdr.ts';

/** From what the id of a new contract is derived. */
export type IdPreimage =
  | { readonly type: 'address'; readonly deployer: string; readonly salt: Uint8Array }
  | { readonly type: 'asset'; readonly asset: xdr.Asset };

export type CreateContract = {
  readonly type: 'createContract';
  readonly preimage: IdPreimage;
  readonly executable: ContractExecutable;
  readonly args: readonly HostVal[];
};

export function preimageFromXdr(preimage: xdr.ContractIdPreimage): IdPreimage {
  if (preimage.type === 'contractIdPreimageFromAsset') return { type: 'asset', asset: preimage.fromAsset };
  const { address, salt } = preimage.fromAddress;
  return { type: 'address', deployer: addressFromXdr(address), salt: bytesOf(salt) };
}

export function preimageToXdr(preimage: IdPreimage): xdr.ContractIdPreimage {
  if (preimage.type === 'asset') return xdr.ContractIdPreimage.contractIdPreimageFromAsset(preimage.asset);
  return xdr.ContractIdPreimage.contractIdPreimageFromAddress(
    new xdr.ContractIdPreimageFromAddress({ address: addressToXdr(preimage.deployer), salt: preimage.salt }),
  );
}

export function createContractFromXdr(args: xdr.CreateContractArgs | xdr.CreateContractArgsV2): CreateContract {
  return {
    type: 'createContract',
    preimage: preimageFromXdr(args.contractIdPreimage),
    executable: executableFromXdr(args.executable),
    args: 'constructorArgs' in args ? args.constructorArgs.map(fromScVal) : [],
  };
}

/** An executable as contracts see it: the union `ContractExecutable` of the environment. */
export function executableVal(executable: ContractExecutable): HostVal {
  switch (executable.type) {
    case 'wasm':
      return variant('Wasm', { type: 'bytes', value: Buffer.from(executable.hash, 'hex') });
    case 'stellarAsset':
      return variant('StellarAsset');
    case 'externalRef':
      return variant(
        'ExternalRef',
        struct({
          owner: { type: 'address', value: executable.owner },
          tag: { type: 'string', value: executable.tag },
        }),
      );
  }
}
