import { setTimeout as sleep } from 'node:timers/promises';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, describe, expect, test } from 'vitest';
import { createRandom } from '../system/random.ts';
import { createSystem, type Ready } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';

const ROUNDS = Number(process.env.ISTSI_KILL_ROUNDS ?? 20);
const USERS = 3;
const SATS_PER_BTC = 100_000_000n;

interface User {
  account: string;
  address: string;
}
interface Output {
  outpoint: string;
  account: string;
  sats: bigint;
}
interface ReadDeposit {
  state: string;
  amount_sats: string;
  user: string;
}

const system = createSystem();
const random = createRandom();
afterAll(() => system.dispose());

const startedOrThrow = async (): Promise<Wires> => {
  const ready = await system.start();
  if (!ready) throw new Error(`istsi up ended before it was ready:\n${system.output().slice(-4_000)}`);
  return openWires(ready, system.keys());
};

describe('kill -9 of everything at random moments during deposits', () => {
  test(`each paid output is minted once and none is lost, over ${ROUNDS} rounds`, {
    timeout: ROUNDS * 60_000,
  }, async () => {
    console.log(`seed ${random.seed} (replay with ISTSI_TEST_SEED)`);
    const users = await prepare(await startedOrThrow());
    const acknowledged: string[] = [];

    for (let round = 0; round < ROUNDS; round += 1) {
      await system.killEverything();
      const started = system.start();
      if (random.next() < 0.2) {
        await sleep(random.between(100, 4_000));
        continue;
      }
      const ready = await started;
      if (!ready) throw new Error(`round ${round}: istsi up ended by itself:\n${system.output().slice(-4_000)}`);
      await payUntilKilled(ready, users, acknowledged);
    }

    await system.killEverything();
    const wires = await startedOrThrow();
    await wires.bitcoin('generatetoaddress', 6, await wires.bitcoin('getnewaddress'));
    const outputs = await outputsOnChain(wires, users);
    expect(acknowledged.filter((txid) => !outputs.some(({ outpoint }) => outpoint.startsWith(txid)))).toEqual([]);
    for (const output of outputs) await expectMinted(wires, output);
    await expectBooksToMatch(wires, users, outputs);
    console.log(`${outputs.length} outputs minted over ${ROUNDS} kills`);
  });
});

async function prepare(wires: Wires): Promise<User[]> {
  await wires.bitcoin('generatetoaddress', 110, await wires.bitcoin('getnewaddress'));
  const users: User[] = [];
  for (let count = 0; count < USERS; count += 1) {
    const account = Keypair.random().publicKey();
    const { status } = await wires.api(
      'POST',
      '/v1/identities',
      { address: account, tier: 2 },
      system.keys().api.compliance,
    );
    expect(status).toBe(201);
    const { body } = await wires.api<{ address: string }>('GET', `/v1/users/${account}/deposit-address`);
    users.push({ account, address: body.address });
  }
  return users;
}

/** Pays and mines for a random while; the plug is pulled in the middle of whatever happens then. */
async function payUntilKilled(ready: Ready, users: User[], acknowledged: string[]): Promise<void> {
  const wires = openWires(ready, system.keys());
  let pulled = false;
  const paying = (async () => {
    const payments = random.between(1, 3);
    for (let count = 0; count < payments; count += 1) {
      acknowledged.push(await wires.bitcoin<string>('sendtoaddress', random.pick(users).address, btc(amount())));
    }
    for (let count = 0; count < 8 && !pulled; count += 1) {
      await wires.bitcoin('generatetoaddress', 1, await wires.bitcoin('getnewaddress'));
      await sleep(random.between(20, 400));
    }
  })().catch((error: unknown) => {
    // A call that was cut off acknowledged nothing; any other failure is a fault of the system.
    if (!pulled) throw error;
  });
  await sleep(random.between(50, 3_000));
  pulled = true;
  await system.killEverything();
  await paying;
}

const amount = () => BigInt(random.between(10_000, 9_000_000));
const btc = (sats: bigint) => `${sats / SATS_PER_BTC}.${String(sats % SATS_PER_BTC).padStart(8, '0')}`;

/** What was really paid: every output to a deposit address in the best chain, read from the blocks themselves. */
async function outputsOnChain(wires: Wires, users: User[]): Promise<Output[]> {
  interface Block {
    tx: { txid: string; vout: { n: number; value: number; scriptPubKey: { address?: string } }[] }[];
  }
  const outputs: Output[] = [];
  const height = await wires.bitcoin<number>('getblockcount');
  for (let at = 1; at <= height; at += 1) {
    const block = await wires.bitcoin<Block>('getblock', await wires.bitcoin('getblockhash', at), 2);
    for (const { txid, vout } of block.tx) {
      for (const { n, value, scriptPubKey } of vout) {
        const user = users.find(({ address }) => address === scriptPubKey.address);
        if (user)
          outputs.push({ outpoint: `${txid}:${n}`, account: user.account, sats: BigInt(Math.round(value * 1e8)) });
      }
    }
  }
  return outputs;
}

async function expectMinted(wires: Wires, { outpoint, account, sats }: Output): Promise<void> {
  const read = async () => (await wires.api<ReadDeposit>('GET', `/v1/deposits/${outpoint}`)).body;
  await expect.poll(async () => (await read()).state, { timeout: 120_000, interval: 200 }).toBe('minted');
  expect(await read()).toMatchObject({ amount_sats: String(sats), user: account });
}

async function expectBooksToMatch(wires: Wires, users: User[], outputs: Output[]): Promise<void> {
  const total = (of: Output[]) => of.reduce((sum, { sats }) => sum + sats, 0n);
  for (const { account } of users) {
    const { body } = await wires.api<{ balance_sats: string }>('GET', `/v1/users/${account}`);
    expect(BigInt(body.balance_sats)).toBe(total(outputs.filter((output) => output.account === account)));
  }
  const { body } = await wires.api<{ reserves_sats: string; supply_sats: string }>('GET', '/v1/reserves');
  expect(body).toMatchObject({ reserves_sats: String(total(outputs)), supply_sats: String(total(outputs)) });
}
