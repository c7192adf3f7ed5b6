import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type Contract, Coverage, type Kit, startKit } from '../src/index.ts';

const SOURCE = fileURLToPath(new URL('../template/contracts/counter.ts', import.meta.url));
/** Lines of the source (from 1) that say this. */
const linesOf = (text: string): number[] =>
  readFileSync(SOURCE, 'utf8')
    .split('\n')
    .flatMap((line, i) => (line.includes(text) ? [i + 1] : []));

let kit: Kit;
afterEach(() => kit?.stop());

async function start(): Promise<Contract> {
  kit = await startKit({ coverage: true });
  return await kit.deploy(SOURCE);
}
const counted = () => kit.coverage().files()[0]!;
const hitsOf = (text: string) => linesOf(text).map((line) => counted().lines.get(line) ?? -1);
const functions = () => Object.fromEntries(counted().functions.map(({ name, hits }) => [name, hits > 0]));

test('lines and functions are counted as they run, and those that do not are known', async () => {
  const counter = await start();
  expect(functions()).toEqual({ 'Counter.increment': false, 'Counter.count': false, 'Counter.total': false });
  expect(kit.coverage().lines.hit).toBe(0);

  await counter.read('total');
  expect(functions()).toEqual({ 'Counter.increment': false, 'Counter.count': false, 'Counter.total': true });
  expect(hitsOf("instance.getOr<Sym, u32>(sym('TOTAL'), 0)")[0]).toBeGreaterThan(0);
  expect(hitsOf('persistent.set')).toEqual([0]);

  // A refusal gets as far as it does.
  await expect(counter.call('increment', { who: kit.owner.address, by: 0 })).rejects.toThrow('NothingToCount');
  expect(hitsOf('require(by > 0')[0]).toBeGreaterThan(0);
  expect(hitsOf('persistent.set')).toEqual([0]);

  await counter.call('increment', { who: kit.owner.address, by: 1 });
  expect(hitsOf('persistent.set')[0]).toBeGreaterThan(0);
  const { lines, functions: all } = kit.coverage();
  expect([lines.hit, all]).toEqual([lines.found, { hit: 3, found: 3 }]);
});

test('counting changes nothing of what a call does or costs', async () => {
  const counter = await start();
  const args = { who: kit.owner.address, by: 3 };
  const [result, cost] = [await counter.call('increment', args), counter.cost('increment', args)];
  await kit.stop();
  kit = await startKit();
  const plain = await kit.deploy(SOURCE);
  const same = { who: kit.owner.address, by: 3 };
  expect(await plain.call('increment', same)).toBe(result);
  // Keys of accounts differ, and with them what searching among them costs.
  expect(Math.abs(plain.cost('increment', same).instructions - cost.instructions)).toBeLessThan(5_000);
});

test('the report is lcov, and a table', () => {
  const file = (hits: number[]) => ({
    file: 'contracts/purse.ts',
    lines: new Map(hits.map((count, i) => [[3, 5, 6, 9][i]!, count])),
    functions: [{ name: 'Purse.pay', line: 3, hits: hits[0]! }],
  });
  const coverage = new Coverage([file([2, 0, 0, 0])]).merge(new Coverage([file([1, 0, 0, 4])]));
  expect(coverage.toLcov()).toBe(
    `${['TN:', 'SF:contracts/purse.ts', 'FN:3,Purse.pay', 'FNDA:3,Purse.pay', 'FNF:1', 'FNH:1', 'DA:3,3', 'DA:5,0', 'DA:6,0', 'DA:9,4', 'LF:4', 'LH:2', 'end_of_record'].join('\n')}\n`,
  );
  expect(String(coverage).split('\n')).toEqual([
    'file                lines    functions  not run',
    'contracts/purse.ts  2/4 50%  1/1 100%   5-6',
  ]);
});
