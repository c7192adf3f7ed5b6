import { expect, test } from 'vitest';
import { replay, type Trace } from '../host/replay.ts';
import { BYTES_TRACES } from './bytes.ts';
import { CHECKED_I256_TRACES } from './checked-i256.ts';
import { CHECKED_U256_TRACES } from './checked-u256.ts';
import { CONVERSION_TRACES } from './conversions.ts';
import { CURVE_TRACES } from './curves.ts';
import { MAP_TRACES } from './map.ts';
import { NUM_TRACES } from './num.ts';
import { SIGNATURE_TRACES } from './signatures.ts';
import { STORAGE_TRACES } from './storage.ts';
import { VEC_TRACES } from './vec.ts';

/** Tests of the network's host, by their names there: what each call gives, and what it costs to the instruction. */
const TRACES: readonly Trace[] = [
  ...VEC_TRACES,
  ...MAP_TRACES,
  ...BYTES_TRACES,
  ...NUM_TRACES,
  ...CHECKED_U256_TRACES,
  ...CHECKED_I256_TRACES,
  ...CONVERSION_TRACES,
  ...SIGNATURE_TRACES,
  ...CURVE_TRACES,
  ...STORAGE_TRACES,
];

test.each(TRACES.map((trace) => [trace.name, trace] as const))('%s', (_, trace) => {
  expect(trace.steps.length).toBeGreaterThan(0);
  replay(trace);
});
