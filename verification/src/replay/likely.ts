import type { Objects } from '../host/objects.ts';
import { eq, not, ule } from '../terms/bits.ts';
import { constant, type Term, variable } from '../terms/term.ts';
import { SELF } from './values.ts';

const between = (name: string, width: number, least: bigint, most: bigint): Term[] => [
  ule(constant(width, least), variable(name, width)),
  ule(variable(name, width), constant(width, most)),
];

/**
 * What is so in a network, though no statement needs it: a ledger of our days, a contract that is nobody else, and people
 * who are not all one. The likeliest first.
 */
export function likely(objects: Objects): Term[][] {
  const self = variable(SELF, 64);
  const identities = objects.all().flatMap((object) => {
    const isSomebody = object.is === 'address' || object.is === 'muxed';
    return isSomebody ? [object.identity] : [];
  });
  const others = [...new Set(identities)].filter((identity) => identity !== self);
  const differ = others.flatMap((a, i) => others.slice(i + 1).map((b) => not(eq(a, b))));
  const some = [
    ...between('now', 64, 1n << 20n, 1n << 40n),
    ...between('ledger', 32, 100n, 1n << 30n),
    ...others.map((other) => not(eq(other, self))),
  ];
  return [[...some, ...differ], some];
}
