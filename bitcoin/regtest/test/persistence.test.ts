import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hash256 } from '../src/encoding/hash.ts';
import { startRegtest } from '../src/index.ts';
import { type Client, createClient, fund, startNode } from './node-client.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'regtest-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const journal = (): string => join(dataDir, 'journal.log');

/** The same block on another parent, with new proof of work. */
function rebase(block: Buffer, parent: string): { hex: string; hash: string } {
  Buffer.from(parent, 'hex').reverse().copy(block, 4);
  for (let nonce = 0; ; nonce++) {
    block.writeUInt32LE(nonce, 76);
    const digest = hash256(block.subarray(0, 80)).reverse();
    if (digest[0]! < 0x7f) return { hex: block.toString('hex'), hash: digest.toString('hex') };
  }
}

/** Everything a client can see of the node's state. */
async function observe(client: Client): Promise<unknown> {
  const calls = ['getbestblockhash', 'getchaintips', 'gettxoutsetinfo', 'getrawmempool', 'getbalances', 'listunspent'];
  return Promise.all([
    ...calls.map((method) => client.call(method)),
    client.call('getrawmempool', [true]),
    client.call('getprioritisedtransactions'),
    client.call('listwallets'),
  ]);
}

describe('the data directory', () => {
  test('a restart continues exactly where the node stopped', async () => {
    const first = await startNode({ dataDir });
    const address = await fund(first, 5);
    await first.call('sendtoaddress', ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', 1]);
    await first.call('createwallet', ['other']);
    const best = await first.call<string>('getbestblockhash');
    await first.call('invalidateblock', [best]);
    await first.call('generatetoaddress', [2, address]);
    await first.call('reconsiderblock', [best]);
    const waiting = await first.call<string>('sendtoaddress', [address, 2]);
    await first.call('prioritisetransaction', [waiting, 0, 5000]);
    await first.call('setmocktime', [1_900_000_000]);
    const before = await observe(first);
    const next = await first.call<string>('getnewaddress');
    await first.node.stop();

    const second = await startNode({ dataDir });
    expect(await observe(second)).toEqual(before);
    expect(await second.call('getnewaddress')).not.toBe(next);
    const [hash] = await second.call<string[]>('generatetoaddress', [1, address]);
    expect(await second.call('getblockheader', [hash])).toMatchObject({ time: 1_900_000_000 });
    await second.node.stop();
  });

  test('a block that broke a rule is not tried again', async () => {
    const first = await startNode({ dataDir });
    const address = await fund(first);
    const fork = await first.call<string>('getbestblockhash');
    const { hex, hash } = await first.call<{ hex: string; hash: string }>('generateblock', [address, [], false]);
    await first.call('submitblock', [hex]);
    await first.call('invalidateblock', [hash]);
    expect(await first.call('getbestblockhash')).toBe(fork);
    await first.node.stop();
    const second = await startNode({ dataDir });
    expect(await second.call('getbestblockhash')).toBe(fork);
    expect(await second.call('submitblock', [hex])).toBe('duplicate-invalid');
    await second.node.stop();
  });

  test('a header whose block was refused can still be named after a restart', async () => {
    const first = await startNode({ dataDir });
    const address = await fund(first);
    const { hex } = await first.call<{ hex: string }>('generateblock', [address, [], false]);
    const block = Buffer.from(hex, 'hex');
    const late = await first.call<string[]>('generatetoaddress', [1, address]);
    const refused = rebase(block, late[0]!);
    expect(await first.call('submitblock', [refused.hex])).toBe('bad-cb-height');
    await first.call('reconsiderblock', [refused.hash]);
    const before = await observe(first);
    await first.node.stop();
    const second = await startNode({ dataDir });
    expect(await observe(second)).toEqual(before);
    await second.node.stop();
  });

  test.each<[string, (data: Buffer) => Buffer]>([
    ['half a record', (data) => data.subarray(0, data.length - 40)],
    [
      'a record with a changed byte',
      (data) => Buffer.concat([data.subarray(0, data.length - 1), Buffer.from([data.at(-1)! ^ 1])]),
    ],
    ['zeros', (data) => Buffer.concat([data, Buffer.alloc(512)])],
    ['three stray bytes', (data) => Buffer.concat([data, Buffer.from([1, 2, 3])])],
  ])('%s at the end is cut off', async (_, damage) => {
    const first = await startNode({ dataDir });
    await fund(first);
    const height = await first.call<number>('getblockcount');
    await first.node.stop();
    writeFileSync(journal(), damage(readFileSync(journal())));

    const second = await startNode({ dataDir });
    expect(await second.call('getblockcount')).toBeGreaterThanOrEqual(height - 1);
    const address = await second.call<string>('getnewaddress');
    await second.call('generatetoaddress', [1, address]);
    const after = await observe(second);
    await second.node.stop();
    const third = await startNode({ dataDir });
    expect(await observe(third)).toEqual(after);
    await third.node.stop();
  });

  test('damage in the middle is reported, not papered over', async () => {
    const node = await startNode({ dataDir });
    await fund(node);
    await node.node.stop();
    const sound = readFileSync(journal());
    for (let offset = 16; offset < sound.length - 500; offset += 97) {
      const data = Buffer.from(sound);
      data[offset]! ^= 1;
      writeFileSync(journal(), data);
      await expect(startRegtest({ dataDir })).rejects.toMatchObject({ code: 'regtest/journal-corrupted' });
    }
  });

  test('another file in its place is left alone', async () => {
    writeFileSync(journal(), 'precious notes of somebody else\n');
    await expect(startRegtest({ dataDir })).rejects.toMatchObject({ code: 'regtest/not-a-journal' });
    expect(statSync(journal()).size).toBe(32);
  });

  test('belongs to one node at a time', async () => {
    const node = await startNode({ dataDir });
    await expect(startRegtest({ dataDir })).rejects.toMatchObject({
      code: 'regtest/directory-in-use',
      context: { pid: process.pid },
    });
    await node.node.stop();
    await (await startNode({ dataDir })).node.stop();
  });

  test('a lock left behind by a dead process is taken over', async () => {
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));
    await (await startNode({ dataDir })).node.stop();
    // The same number, used again by another process: ours.
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
    await (await startNode({ dataDir })).node.stop();
  });

  test.runIf(process.platform === 'linux')('so is that of a killed process that nobody took notice of', async () => {
    const { pid, forget } = await killedUnnoticed();
    try {
      writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid, startedAt: '' }));
      await (await startNode({ dataDir })).node.stop();
    } finally {
      forget();
    }
  });
});

/** A process that was killed and whose parent does not ask for its end: it is listed for as long as the parent runs. */
async function killedUnnoticed(): Promise<{ pid: number; forget(): void }> {
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  process.kill(pid, 'SIGKILL');
  return { pid, forget: () => void parent.kill('SIGKILL') };
}

describe('kill -9', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  async function launch(): Promise<Client> {
    const script = new URL('./run-node.ts', import.meta.url).pathname;
    child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(createInterface(child.stdout!), 'line')) as [string];
    return createClient(url);
  }

  async function kill(): Promise<void> {
    const exited = once(child!, 'exit');
    child!.kill('SIGKILL');
    await exited;
  }

  test('at any moment loses nothing that was acknowledged', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    console.log(`kill -9 seed ${seed}`);
    let state = seed;
    const random = (limit: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    let client = await launch();
    const address = await fund(client, 3);
    const blocks: string[] = [await client.call<string>('getbestblockhash')];
    const payments = new Set<string>();
    for (let round = 0; round < 3; round++) {
      let running = true;
      const work = (async () => {
        while (running) {
          payments.add(await client.call<string>('sendtoaddress', [address, 0.1]));
          if (random(3) === 0) blocks.push(...(await client.call<string[]>('generatetoaddress', [1, address])));
        }
      })().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 30 + random(150)));
      running = false;
      await kill();
      await work;
      client = await launch();
      const height = await client.call<number>('getblockcount');
      for (const hash of blocks)
        expect(await client.call('getblockheader', [hash])).not.toMatchObject({ confirmations: -1 });
      for (const txid of payments) expect(await client.call('getrawtransaction', [txid, 0])).toMatch(/^0200/);
      expect(height).toBeGreaterThanOrEqual(blocks.length);
    }
    await client.call('stop');
    await once(child!, 'exit');
  });
});

test('several hundred blocks are read back at once', async () => {
  const first = await startNode({ dataDir });
  await fund(first, 300);
  const best = await first.call('getbestblockhash');
  await first.node.stop();
  const started = performance.now();
  const second = await startNode({ dataDir });
  console.log(`restart with 400 blocks: ${Math.round(performance.now() - started)} ms`);
  expect(await second.call('getbestblockhash')).toBe(best);
  await second.node.stop();
});
