import type { HostVal } from './value.ts';

/** A struct as contracts of the SDKs have it: a map of symbols, in order. */
export const struct = (fields: Readonly<Record<string, HostVal>>): HostVal => ({
  type: 'map',
  value: Object.keys(fields)
    .sort()
    .map((name) => [{ type: 'symbol', value: name }, fields[name]!] as const),
});

/** A union's value: a vector of its name and what goes with it. */
export const variant = (name: string, ...payload: HostVal[]): HostVal => ({
  type: 'vec',
  value: [{ type: 'symbol', value: name }, ...payload],
});
