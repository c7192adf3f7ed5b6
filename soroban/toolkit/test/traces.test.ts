import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Contract, type Kit, startKit } from '../src/index.ts';

const path = (name: string): string => fileURLToPath(new URL(`./contracts/${name}.ts`, import.meta.url));

/** The line of a source that has a text. */
const lineOf = (name: string, text: string): number =>
  readFileSync(path(name), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

let kit: Kit;
let purse: Contract;
let caller: Contract;
beforeAll(async () => {
  kit = await startKit({ traces: 'all' });
  purse = await kit.deploy(path('purse'));
  caller = await kit.deploy(path('caller'));
});
afterAll(() => kit?.stop());

async function messageOf(failing: Promise<unknown>): Promise<string> {
  const error = await failing.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message;
}

const take = lineOf('purse', 'this.left() - amount');

describe('a failure names functions, lines and calls', () => {
  test.each<[string, () => Promise<unknown>, () => string[]]>([
    [
      'a trap in another file',
      () => purse.call('split', { among: 0 }),
      () => [
        `     at share (shares.ts:${lineOf('shares', 'whole / among')})`,
        `     at Purse.split (purse.ts:${lineOf('purse', 'share(100')})`,
        `   in split of ${purse.address}`,
      ],
    ],
    [
      'a trap that reading meets',
      () => purse.read('split', { among: 0 }),
      () => [
        `     at share (shares.ts:${lineOf('shares', 'whole / among')})`,
        `     at Purse.split (purse.ts:${lineOf('purse', 'share(100')})`,
        `   in split of ${purse.address}`,
      ],
    ],
    [
      'an error of the contract’s own',
      () => purse.call('unlock', { isKnown: false }),
      () => [
        `     at Purse.unlock (purse.ts:${lineOf('purse', 'require(isKnown')})`,
        `   in unlock of ${purse.address}`,
      ],
    ],
    [
      'an error of the host',
      () => purse.call('missing'),
      () => [`     at Purse.missing (purse.ts:${lineOf('purse', "sym('NONE')")})`, `   in missing of ${purse.address}`],
    ],
    [
      'a contract below another',
      () => caller.call('pass', { purse: purse.address, amount: 11 }),
      () => [
        `     at Purse.take (purse.ts:${take})`,
        `   in take of ${purse.address}`,
        `     at Caller.pass (caller.ts:${lineOf('caller', "sym('take')")})`,
        `   in pass of ${caller.address}`,
      ],
    ],
    [
      'a contract that survived another’s failure',
      () => caller.call('survive', { purse: purse.address }),
      () => [
        `     at Caller.survive (caller.ts:${lineOf('caller', 'first.unwrap()')})`,
        `   in survive of ${caller.address}`,
      ],
    ],
  ])('%s', async (_, failing, expected) => {
    const [, ...lines] = (await messageOf(failing())).split('\n');
    expect(lines).toEqual(expected());
  });
});

test('without being asked, only what no contract means to happen is followed', async () => {
  const other = await startKit();
  try {
    const contract = await other.deploy(path('purse'));
    expect(await messageOf(contract.call('unlock', { isKnown: false }))).not.toContain('purse.ts');
    expect(await messageOf(contract.call('take', { amount: 11 }))).toContain(`at Purse.take (purse.ts:${take})`);
  } finally {
    await other.stop();
  }
});

test('a debug build changes nothing of what runs, and log costs nothing without one', async () => {
  const cost = () => purse.cost('take', { amount: 1 });
  const before = cost();
  await messageOf(purse.call('take', { amount: 11 }));
  expect(cost()).toEqual(before);

  const [plain, logging, debug] = await Promise.all([
    compileContract({ entry: path('purse') }),
    compileContract({ entry: path('purse'), logs: true }),
    compileContract({ entry: path('purse'), debug: true }),
  ]);
  const text = (wasm: Uint8Array): string => Buffer.from(wasm).toString('latin1');
  expect(text(plain.wasm)).not.toContain('taking');
  expect(text(logging.wasm)).toContain('taking');
  expect(text(debug.wasm)).toContain('taking');
  expect(text(plain.wasm)).not.toContain('contractdebugv0');
  expect(plain.functionNames.length).toBeGreaterThan(0);
});

describe('sandbox_debugBuild refuses', () => {
  const ask = async (params: object): Promise<string> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_debugBuild', params });
    const response = await fetch(kit.rpcUrl, { method: 'POST', body });
    return ((await response.json()) as { error: { message: string } }).error.message;
  };
  test.each<[string, object, RegExp]>([
    ['what is no hash', { hash: 'ab', wasm: '' }, /64 hexadecimal digits/],
    ['what is no Wasm', { hash: '0'.repeat(64), wasm: 'AAAA' }, /is no contract/],
  ])('%s', async (_, params, message) => {
    expect(await ask(params)).toMatch(message);
  });
});
