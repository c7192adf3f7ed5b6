import { expect, test } from 'vitest';
import { formatTraceparent, operationSpan, parseTraceparent, stepSpanId } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

test.each<[string, string, boolean]>([
  ['the example of W3C Trace Context', `00-${traceId}-${spanId}-01`, true],
  ['one that is not recorded', `00-${traceId}-${spanId}-00`, false],
  ['one with flags of later', `00-${traceId}-${spanId}-03`, true],
  ['one of a later version, which says more', `01-${traceId}-${spanId}-01-what-the-future-will-be-like`, true],
])('%s is read', (_, text, isSampled) => {
  expect(parseTraceparent(text)).toEqual({ traceId, spanId, isSampled });
});

test.each<[string, string | undefined]>([
  ['nothing', undefined],
  ['no trace', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['no span', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['version 255', `ff-${traceId}-${spanId}-01`],
  ['more than version 00 has', `00-${traceId}-${spanId}-01-x`],
  ['capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
  ['an id that is too short', `00-${traceId.slice(1)}-${spanId}-01`],
])('%s begins a trace of its own', (_, text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});

test('an operation has one trace, and each of its steps one span, whoever names them', () => {
  const one = operationSpan('ab'.repeat(32));
  expect(parseTraceparent(formatTraceparent(one))).toMatchObject(one);
  expect(operationSpan('ab'.repeat(32))).toEqual(one);
  expect(operationSpan('cd'.repeat(32)).traceId).not.toBe(one.traceId);
  expect(stepSpanId('ab'.repeat(32), 1)).not.toBe(stepSpanId('ab'.repeat(32), 2));
});
