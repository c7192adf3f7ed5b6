import type { CallCost } from './ask-measurement.ts';
import { GOALS, WASM_GOAL } from './goals.ts';
import { measureCosts } from './measure-costs.ts';

interface Measurement {
  name: string;
  value: number;
  unit: string;
  goal?: string;
}

/** What the network would charge for, of the entries that are used most, and the size of every contract. */
export async function benchContractCosts(): Promise<Measurement[]> {
  const { contracts, entries } = await measureCosts();
  const sizes = Object.entries(contracts).map(([name, { wasm_bytes }]) => ({
    name: `${name}: wasm_bytes`,
    value: wasm_bytes,
    unit: '',
    goal: `≤ ${WASM_GOAL.toLocaleString('en-US')}`,
  }));
  return [...sizes, ...Object.entries(entries).flatMap(([name, cost]) => rows(name, cost))];
}

function rows(entry: string, cost: CallCost): Measurement[] {
  const goals = GOALS[entry] ?? {};
  return (Object.keys(cost) as (keyof CallCost)[]).map((resource) => {
    const goal = goals[resource];
    const name = `${entry}: ${resource}`;
    const row = { name, value: cost[resource], unit: '' };
    return goal === undefined ? row : { ...row, goal: `≤ ${goal.toLocaleString('en-US')}` };
  });
}
