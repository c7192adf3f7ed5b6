import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { GOALS, WASM_GOAL } from '../bench/goals.ts';
import { type Costs, measureCosts } from '../bench/measure-costs.ts';
import { costsFile } from '../src/paths.ts';

const ACCEPT =
  'costs changed: if that is meant, run `npm run accept -w @istsi/contracts` and commit contracts/costs.json';

let costs: Costs;
let accepted: Costs;
beforeAll(async () => {
  accepted = JSON.parse(readFileSync(costsFile, 'utf8')) as Costs;
  costs = await measureCosts();
});

test('contracts/costs.json tells what the contracts cost', () => {
  expect(costs.contracts, ACCEPT).toEqual(accepted.contracts);
  expect(Object.keys(costs.entries), ACCEPT).toEqual(Object.keys(accepted.entries));
  for (const [entry, cost] of Object.entries(costs.entries)) {
    expect(cost, `${entry}: ${ACCEPT}`).toEqual(accepted.entries[entry]);
  }
});

describe('the goals are met:', () => {
  test.each(Object.entries(GOALS))('%s', (entry, goals) => {
    const cost = costs.entries[entry];
    expect(cost, `${entry} is not measured`).toBeDefined();
    for (const [resource, goal] of Object.entries(goals)) {
      expect(cost?.[resource as keyof typeof goals], resource).toBeLessThanOrEqual(goal);
    }
  });

  test('no contract is larger than half of what the network takes', () => {
    for (const { wasm_bytes } of Object.values(costs.contracts)) expect(wasm_bytes).toBeLessThanOrEqual(WASM_GOAL);
  });
});

describe('a relay of Bitcoin’s headers', () => {
  const submit = (headers: string) => costs.entries[`bitcoin-relay.submit${headers}`]!;

  test('writes as many entries and bytes for a day of them as for one', () => {
    for (const many of [' (6 headers)', ' (144 headers)']) {
      expect(submit(many).write_entries).toBe(submit('').write_entries);
      expect(submit(many).write_bytes).toBe(submit('').write_bytes);
    }
  });

  test('takes at most 35,000 instructions of a header', () => {
    const more = submit(' (144 headers)').instructions - submit(' (6 headers)').instructions;
    expect(more / 138).toBeLessThanOrEqual(35_000);
  });

  test('costs at most 0.05 XLM a day when it is told every twelve hours, as it is where nothing else is said', () => {
    // Of half as many headers a call costs less.
    expect(2 * submit(' (144 headers)').fee_stroops).toBeLessThanOrEqual(500_000);
  });
});
