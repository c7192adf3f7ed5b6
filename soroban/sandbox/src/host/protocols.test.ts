import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { buildModule, type ModuleParts } from '../../test/host/module-builder.ts';
import { callFunction, expectOk, TestLedger, uploadFunction } from '../../test/host/test-ledger.ts';
import type { CostInputs } from './boundary.ts';
import { Budget, NETWORK_LIMITS } from './costs/budget.ts';
import { contractModule } from './vm/module-cache.ts';
import { chargeInstantiation, chargeParsing } from './vm/module-costs.ts';

const i64 = 0x7e;
const parts: ModuleParts = {
  types: [{ parameters: [], results: [i64] }],
  functions: [{ type: 0, code: [0x42, 2] }],
  memory: { initial: 1 },
  exports: [{ name: 'f', kind: 0, index: 0 }],
};

const upload = (protocolVersion: number, module: ModuleParts) => {
  const ledger = new TestLedger();
  ledger.info = { ...ledger.info, protocolVersion };
  return ledger.submit(uploadFunction(buildModule(module)));
};

const moduleFor = (protocol: number, module: ModuleParts) => {
  const wasm = buildModule(module);
  return contractModule(createHash('sha256').update(wasm).digest('hex'), wasm, protocol);
};
const costInputs = (protocol: number, module: ModuleParts): CostInputs => moduleFor(protocol, module).costInputs;

describe('what a later protocol brought is refused under an earlier one', () => {
  test.each([28, 29, 30])('a contract built for protocol %i is taken from there on', (built) => {
    for (const spoken of [28, 29, 30]) {
      const result = upload(spoken, { ...parts, protocol: built });
      expect(result.ok, `${built} under ${spoken}`).toBe(built <= spoken);
      if (!result.ok) expect(result.error).toMatchObject({ type: 'WasmVm', code: 'InvalidInput' });
    }
  });

  test.each([28, 29, 30])('ML-DSA is linked under protocol %i only if it is 30 (CAP-87)', (spoken) => {
    const verify = { parameters: [i64, i64, i64, i64], results: [i64] };
    for (const name of ['A', 'B', 'C']) {
      const result = upload(spoken, {
        ...parts,
        types: [...parts.types!, verify],
        imports: [{ module: 'c', name, type: 1 }],
        exports: [{ name: 'f', kind: 0, index: 1 }],
        protocol: spoken,
      });
      expect(result.ok).toBe(spoken === 30);
      if (!result.ok) expect(result.error).toMatchObject({ type: 'WasmVm', code: 'InvalidAction' });
    }
  });
});

describe('code is charged for completely from protocol 29 on', () => {
  test('custom sections count as data segments, their names and contents as their bytes', () => {
    const [before, after] = [costInputs(28, parts), costInputs(29, parts)];
    expect(before).toMatchObject({ dataSegments: 0, dataSegmentBytes: 0 });
    expect(after).toEqual({ ...before, dataSegments: 1, dataSegmentBytes: 'contractenvmetav0'.length + 12 });
    expect(costInputs(30, parts)).toEqual(after);
  });

  test('they cost what the tests of soroban-env-host record of the change: three sections of 1,269 bytes', () => {
    const before = costInputs(28, parts);
    const after = { ...before, dataSegments: 3, dataSegmentBytes: 1269 };
    const used = (inputs: CostInputs, charge: (budget: Budget, inputs: CostInputs) => void) => {
      const budget = new Budget(NETWORK_LIMITS);
      charge(budget, inputs);
      return [budget.instructions, budget.memoryBytes] as const;
    };
    const difference = (charge: (budget: Budget, inputs: CostInputs) => void) => {
      const [less, more] = [used(before, charge), used(after, charge)];
      return { instructions: more[0] - less[0], memoryBytes: more[1] - less[1] };
    };
    const instantiate = (budget: Budget, inputs: CostInputs) =>
      chargeInstantiation(budget, { ...moduleFor(28, parts), costInputs: inputs });
    // A call of it went from 310,868 to 311,545; its upload with a first call from 4,140,326 to 4,146,842.
    expect(difference(instantiate)).toEqual({ instructions: 677, memoryBytes: 4287 });
    expect(difference(chargeParsing)).toEqual({ instructions: 6516 - 677, memoryBytes: 7515 - 4287 });
  });

  test('each target of a branch table counts as an instruction, its default does not', () => {
    // block; i32.const 0; br_table of three targets and a default; end; i64.const 2
    const code = [0x02, 0x40, 0x41, 0, 0x0e, 3, 0, 0, 0, 0, 0x0b, 0x42, 2];
    const branching = { ...parts, functions: [{ type: 0, code }] };
    expect(costInputs(29, branching).instructions - costInputs(28, branching).instructions).toBe(3);
  });

  test('code of before an upgrade: nodes measure what they keep, and take from the entry what they parse', () => {
    const wasm = buildModule(parts);
    const world = (uploaded: number) => {
      const ledger = new TestLedger();
      ledger.info = { ...ledger.info, protocolVersion: uploaded };
      return { ledger, id: ledger.deploy(wasm, []) };
    };
    const instructions = ({ ledger, id }: ReturnType<typeof world>, protocolVersion: number): number => {
      ledger.info = { ...ledger.info, protocolVersion };
      const called = callFunction(id, 'f');
      const recorded = ledger.run(called);
      const { footprint } = recorded;
      const isLive = recorded.restored.length === 0;
      const result = isLive ? ledger.run(called, { footprint, auth: [] }) : recorded;
      expect(expectOk(result)).toEqual({ type: 'void' });
      return result.resources.instructions;
    };
    const [old, recent] = [world(28), world(29)];
    const kept = { before: instructions(old, 28), after: instructions(old, 29) };
    expect(kept.after).toBeGreaterThan(kept.before);
    expect(kept.after).toBe(instructions(recent, 29));

    for (const { ledger } of [old, recent]) ledger.advance(5000);
    const parsed = instructions(old, 29);
    expect(parsed).toBe(instructions(old, 28));
    expect(parsed).toBeLessThan(instructions(recent, 29));
  });
});
