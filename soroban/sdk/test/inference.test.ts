import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileContract } from '../src/index.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

let network: TestNetwork;
let client: ContractClient;
beforeAll(async () => {
  const entry = fileURLToPath(new URL('./contracts/inference/contract.ts', import.meta.url));
  const { wasm } = await compileContract({ entry });
  network = await startNetwork();
  client = await network.deploy(wasm);
});
afterAll(() => network?.stop());

const points = [
  { x: 0, y: 5n },
  { x: 7, y: 3n },
  { x: 2, y: 2n ** 40n },
];
const list = [1n, 5n, 9n];

test.each<[string, Record<string, unknown>, unknown]>([
  ['count', { limit: 5 }, 3],
  ['shape', { label: true }, { points: [], weights: [1n], label: 9 }],
  ['shape', { label: false }, { points: [], weights: [1n], label: null }],
  ['nothing', {}, null],
  ['map', { list, by: 3n }, [3n, 15n, 27n]],
  ['map', { list: [], by: 3n }, []],
  ['positions', { list }, [0, 10, 20]],
  ['heights', { points, above: 4n }, [5n, 2n ** 40n]],
  ['mirrored', { points }, [{ x: 3, y: 7n }]],
  ['find', { list, wanted: 5n }, 5n],
  ['find', { list, wanted: 6n }, null],
  ['counts', { list, limit: 0n }, [true, true]],
  ['counts', { list, limit: 1n }, [true, false]],
  ['counts', { list: [], limit: 0n }, [false, false]],
  ['sum', { list }, 15n],
  ['sums', { points }, 21n + 2n ** 41n + 5n],
])('%s of %o', async (entry, args, expected) => {
  expect((await client[entry]!(args)).result).toEqual(expected);
});

test('lists take their type from where they go, or from their first item', async () => {
  const { result } = await client.lists!({ address: network.account, weight: 1n });
  expect(result).toEqual([2n, 2n, 7n, 5n, 7n]);
});

test('what overflows in a closure traps', async () => {
  await expect(client.map!({ list: [2n ** 63n], by: 2n }).then(({ result }) => result)).rejects.toThrow(
    /VM call trapped: UnreachableCodeReached/,
  );
});
