import { concat, extract } from '../terms/bits.ts';
import type { Term } from '../terms/term.ts';
import { bitsOf, compareValues } from './compare.ts';
import type { HostFunctions } from './functions.ts';
import type { HostObject } from './objects.ts';

type Kind = HostObject['is'];

/** The pieces of a number that is an object. What is none traps, as it does in the host. */
const piece =
  (kind: Kind, low: number): HostFunctions[string] =>
  (host, [value], state) => {
    const resolved = state.resolve(value!);
    if (resolved.op !== 'ite' && host.objects.get(resolved)?.is !== kind) return host.trap(state, `no ${kind}`);
    return [{ state, value: extract(bitsOf(host.objects, resolved), low, 64) }];
  };

const fromPieces =
  (
    make: (objects: Parameters<HostFunctions[string]>[0]['objects'], pieces: readonly Term[]) => Term,
  ): HostFunctions[string] =>
  (host, pieces, state) => [{ state, value: make(host.objects, pieces) }];

/** Integers of more than 56 bits, and the order of values. */
export const numberFunctions: HostFunctions = {
  obj_from_u64: fromPieces((objects, [value]) => objects.valueOf({ is: 'u64', value: value! })),
  obj_to_u64: piece('u64', 0),
  obj_from_i64: fromPieces((objects, [value]) => objects.valueOf({ is: 'i64', value: value! })),
  obj_to_i64: piece('i64', 0),
  obj_from_u128_pieces: fromPieces((objects, [high, low]) => objects.valueOf({ is: 'u128', high: high!, low: low! })),
  obj_to_u128_lo64: piece('u128', 0),
  obj_to_u128_hi64: piece('u128', 64),
  obj_from_i128_pieces: fromPieces((objects, [high, low]) => objects.valueOf({ is: 'i128', high: high!, low: low! })),
  obj_to_i128_lo64: piece('i128', 0),
  obj_to_i128_hi64: piece('i128', 64),
  obj_from_u256_pieces: fromPieces((objects, pieces) =>
    objects.valueOf({ is: 'u256', value: pieces.reduce((high, low) => concat(high, low)) }),
  ),
  obj_cmp: (host, [a, b], state) => [{ state, value: compareValues(host.objects, a!, b!) }],
};
