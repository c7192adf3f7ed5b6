import '../functions/link.ts';
import { expect, test } from 'vitest';
import { buildModule } from '../../../test/host/module-builder.ts';
import { Budget, NETWORK_LIMITS } from '../costs/budget.ts';
import { contractModule } from './module-cache.ts';
import { Vm } from './vm.ts';

const PAGE = 65_536;

/** Instructions and bytes of an instance whose memory begins with so many pages; undefined: it has none. */
function costOf(pages: number | undefined): [instructions: number, bytes: number, refund: number] {
  const wasm = buildModule(pages === undefined ? {} : { memory: { initial: pages } });
  const budget = new Budget(NETWORK_LIMITS);
  const vm = new Vm(contractModule(`pages ${pages}`, wasm, 28), budget);
  return [budget.instructions, budget.memoryBytes, vm.refund];
}

test.each<[string, number | undefined, [number, number, number]]>([
  ['no memory', undefined, [0, 0, 0]],
  // As soroban-env-host 28.0.2 charges it: allocating nothing is an allocation.
  ['a memory of no pages', 0, [434, 16, 16]],
  ['a memory of one page', 1, [434 + PAGE / 8, 16 + PAGE, 16 + PAGE]],
])('an instance with %s costs what the network charges, and gives the memory back', (_, pages, cost) => {
  expect(costOf(pages)).toEqual(cost);
});
