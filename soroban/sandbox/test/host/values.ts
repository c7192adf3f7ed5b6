import type { HostVal, MapEntry } from '../../src/host/values/value.ts';

/** Short names for values in tables of tests. */
export { FALSE, TRUE, VOID } from '../../src/host/values/value.ts';

export const u32 = (value: number): HostVal => ({ type: 'u32', value });
export const i32 = (value: number): HostVal => ({ type: 'i32', value });
export const u64 = (value: bigint): HostVal => ({ type: 'u64', value });
export const u256 = (value: bigint): HostVal => ({ type: 'u256', value });
export const i256 = (value: bigint): HostVal => ({ type: 'i256', value });
export const sym = (value: string): HostVal => ({ type: 'symbol', value });
export const vec = (...value: HostVal[]): HostVal => ({ type: 'vec', value });
export const u32s = (...values: number[]): HostVal => vec(...values.map(u32));
export const u32Map = (...entries: [number, number][]): HostVal => ({
  type: 'map',
  value: entries.map(([key, value]): MapEntry => [u32(key), u32(value)]),
});
