import type { EnvModule, HostModule } from '../env/types.ts';
import type { Host } from '../host.ts';
import { address } from './address.ts';
import { buf } from './buf.ts';
import { call } from './call.ts';
import { context } from './context.ts';
import { crypto } from './crypto.ts';
import { int } from './int.ts';
import { ledger } from './ledger.ts';
import { map } from './map.ts';
import { prng } from './prng.ts';
import { test } from './test.ts';
import { vec } from './vec.ts';

/** Every module of the table with its implementation. Here alone they meet the whole host. */
export const hostFunctions: { readonly [M in EnvModule]: HostModule<M, Host> } = {
  x: context,
  i: int,
  m: map,
  v: vec,
  l: ledger,
  d: call,
  b: buf,
  c: crypto,
  a: address,
  t: test,
  p: prng,
};
