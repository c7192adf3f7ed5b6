import type { env } from './table.ts';
import type { EnvFunction, Wire, WireType } from './wire-types.ts';

export type Env = typeof env;
export type EnvModule = keyof Env;

type Parameters<A extends readonly WireType[]> = { -readonly [I in keyof A]: Wire[A[I] & WireType] };
/** `void` lets implementations of `Void` functions end without a return. */
// biome-ignore lint/suspicious/noConfusingVoidType: a return type, though the rule does not see it.
type Result<R extends WireType> = R extends 'Void' ? void : Wire[R];

/** The implementation of one module: every function of the table, with its types. `H` is what of the host it needs. */
export type HostModule<M extends EnvModule, H> = {
  [F in keyof Env[M]]: Env[M][F] extends EnvFunction
    ? (host: H, ...args: Parameters<Env[M][F]['args']>) => Result<Env[M][F]['returns']>
    : never;
};
