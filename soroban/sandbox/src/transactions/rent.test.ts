import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { buildModule } from '../../test/host/module-builder.ts';
import { contractModule } from '../host/vm/module-cache.ts';
import { parsedModuleBytes } from '../host/vm/module-costs.ts';
import { entrySize } from '../ledger/entry-bytes.ts';
import { DEFAULT_PROTOCOL } from '../protocol.ts';
import { rentedSize } from './rent.ts';

const I64 = 0x7e;
const moduleOf = (functions: number): Uint8Array =>
  buildModule({
    types: [{ parameters: [], results: [I64] }],
    functions: Array.from({ length: functions }, () => ({ type: 0, code: [0x42, 2] })),
    exports: [{ name: 'f', kind: 0, index: 0 }],
  });

test('code is rented by its Wasm and by the memory its parsed module takes', () => {
  for (const functions of [1, 10]) {
    const wasm = moduleOf(functions);
    const hash = createHash('sha256').update(wasm).digest('hex');
    const stored = { entry: { type: 'contractCode', hash, wasm }, lastModified: 1, liveUntil: 2 } as const;
    const { costInputs } = contractModule(hash, wasm, DEFAULT_PROTOCOL);
    expect(costInputs.functions).toBe(functions);
    expect(rentedSize(stored, DEFAULT_PROTOCOL) - entrySize(stored)).toBe(parsedModuleBytes(costInputs));
  }
});

test('the memory of a module is the sum over its parts of the network’s cost parameters', () => {
  const none = {
    instructions: 0,
    functions: 0,
    globals: 0,
    tableEntries: 0,
    types: 0,
    dataSegments: 0,
    elementSegments: 0,
    imports: 0,
    exports: 0,
    dataSegmentBytes: 0,
  };
  expect(parsedModuleBytes(none)).toBe(17_564);
  expect(parsedModuleBytes({ ...none, instructions: 1280 })).toBe(17_564 + 64_570);
  expect(parsedModuleBytes({ ...none, functions: 128, exports: 128 })).toBe(17_564 + 47_464 + 36_394);
});
