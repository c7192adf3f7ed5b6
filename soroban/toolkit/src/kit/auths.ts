import type { GrantedCall } from '@istsi/soroban-sandbox';
import { Address, scValToNative } from '@stellar/stellar-sdk';

/** An authorization that a call asked for, and that was taken for granted. */
export interface MockedAuth {
  /** Whose: G… or C…. */
  readonly address: string;
  /** Of what: a call of this contract (C…). Without it, of the creation of one. */
  readonly contract?: string;
  readonly function: string;
  /** What the contract asked to have authorized: its own arguments, or others. */
  readonly args: readonly unknown[];
}

/** Granted authorizations as tests look at them. */
export function mockedAuth({ address, function: wanted }: GrantedCall): MockedAuth {
  switch (wanted.type) {
    case 'sorobanAuthorizedFunctionTypeContractFn': {
      const { contractAddress, functionName, args } = wanted.contractFn;
      const contract = Address.fromScAddress(contractAddress).toString();
      return { address, contract, function: functionName.toString(), args: args.map((arg) => scValToNative(arg)) };
    }
    case 'sorobanAuthorizedFunctionTypeCreateContractHostFn':
      return { address, function: '__constructor', args: [] };
    case 'sorobanAuthorizedFunctionTypeCreateContractV2HostFn': {
      const { constructorArgs } = wanted.createContractV2HostFn;
      return { address, function: '__constructor', args: constructorArgs.map((arg) => scValToNative(arg)) };
    }
  }
}
