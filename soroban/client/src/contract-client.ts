import type { xdr } from '@stellar/stellar-sdk';
import {
  type ContractArgs,
  type ContractHandle,
  invocation,
  type ReadOutcome,
  readContract,
  tryReadContract,
} from './contract.ts';
import type { ErrorNames } from './invocation-failure.ts';
import type { Network } from './network.ts';

/** The functions of a contract as `generateContractTypes` writes them down from its spec. */
export type ContractFunctions = { readonly [name: string]: { readonly args: object; readonly result: unknown } };

type ArgsOf<E extends { args: object }> = keyof E['args'] extends never ? [] : [args: E['args']];

/** A deployed contract on one network, with the types of its spec. */
export interface ContractClient<F extends ContractFunctions> extends ContractHandle {
  /** Calls without a transaction; a refusal is thrown. */
  read<N extends keyof F & string>(name: N, ...args: ArgsOf<F[N]>): Promise<F[N]['result']>;
  /** Likewise; a refusal is a value. */
  tryRead<N extends keyof F & string>(name: N, ...args: ArgsOf<F[N]>): Promise<ReadOutcome<F[N]['result']>>;
  /** The call, to be submitted in a transaction. */
  invocation<N extends keyof F & string>(name: N, ...args: ArgsOf<F[N]>): xdr.HostFunction;
}

export function createContractClient<F extends ContractFunctions>(
  network: Network,
  target: ContractHandle,
  names?: ErrorNames,
): ContractClient<F> {
  const given = (args: unknown[]): ContractArgs => (args[0] ?? {}) as ContractArgs;
  return {
    ...target,
    read: (name, ...args) => readContract<F[typeof name]['result']>(network, target, name, given(args)),
    tryRead: (name, ...args) => tryReadContract<F[typeof name]['result']>(network, target, name, given(args), names),
    invocation: (name, ...args) => invocation(target, name, given(args)),
  };
}
