import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { custodyHoldings, outputsTo, type PaidOutput } from '../system/bitcoin-books.ts';
import { type Ask, createHolder, type Holder, sendWithdrawal, signWithdrawal } from '../system/holders.ts';
import { createRandom } from '../system/random.ts';
import { createSystem, type Ready } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';

const ROUNDS = Number(process.env.ISTSI_KILL_ROUNDS ?? 2);
const HOLDERS = 4;
const FIRST_SATS = 8_000_000n;
const LEAST_SATS = 30_000n;
const SATS_PER_BTC = 100_000_000n;
const LONGEST_ROUND_MS = 30_000;
const PATIENCE_MS = 150_000;
const MOST_CONFIRMATIONS = 12;

interface ReadWithdrawal {
  id: string;
  user: string;
  state: string;
  amount_sats: string;
  fee_sats: string;
  bitcoin_address: string;
  bitcoin_transaction: string;
  bitcoin_output: number;
}

const system = createSystem();
const random = createRandom();
afterAll(() => system.dispose());

interface Journal {
  holders: Holder[];
  /** Payments that the Bitcoin node took. */
  paid: string[];
  /** Withdrawals that were sent; those at the end of it may not have been answered. */
  asks: Ask[];
  recorded: Set<string>;
}

const startedOrThrow = async (): Promise<Ready> => {
  const ready = await system.start();
  if (!ready) throw new Error(`istsi up ended before it was ready:\n${system.output().slice(-4_000)}`);
  return ready;
};

describe('kill -9 of everything at random moments during deposits and withdrawals', () => {
  test(`each paid output is minted once, each burn paid once, and the books are Bitcoin's, over ${ROUNDS} rounds`, {
    timeout: 240_000 + ROUNDS * 60_000,
  }, async () => {
    console.log(`seed ${random.seed} (replay with ISTSI_TEST_SEED)`);
    const journal = await prepare(await startedOrThrow());
    for (let round = 0; round < ROUNDS; round += 1) {
      await system.killEverything();
      const started = system.start();
      if (random.next() < 0.2) {
        await sleep(random.between(100, 4_000));
        continue;
      }
      const ready = await started;
      if (!ready) throw new Error(`round ${round}: istsi up ended by itself:\n${system.output().slice(-4_000)}`);
      await workUntilKilled(ready, journal);
    }
    await system.killEverything();
    await verify(openWires(await startedOrThrow(), system.keys()), journal);
  });
});

async function prepare(ready: Ready): Promise<Journal> {
  const wires = openWires(ready, system.keys());
  await wires.bitcoin('generatetoaddress', 110, await wires.bitcoin('getnewaddress'));
  const holders: Holder[] = [];
  for (let count = 0; count < HOLDERS; count += 1) holders.push(await createHolder(ready, wires, system.keys()));
  const paid: string[] = [];
  for (const { depositAddress } of holders)
    paid.push(await wires.bitcoin<string>('sendtoaddress', depositAddress, btc(FIRST_SATS)));
  await mine(wires, 6);
  for (const { account } of holders) {
    await expect.poll(async () => await balanceOf(wires, account), { timeout: 60_000 }).toBe(FIRST_SATS);
  }
  return { holders, paid, asks: [], recorded: new Set() };
}

/** Pays, withdraws and mines for a random while; the plug is pulled in the middle of whatever happens then. */
async function workUntilKilled(ready: Ready, journal: Journal): Promise<void> {
  const wires = openWires(ready, system.keys());
  let disturbed = false;
  let steps = 0;
  const onStep = () => {
    steps += 1;
  };
  const untilCutOff = async (work: () => Promise<void>) => {
    // A call that was cut off acknowledged nothing; any other failure is a fault of the system.
    await work().catch((error: unknown) => {
      if (!disturbed) throw error;
    });
  };
  const working = Promise.all([
    untilCutOff(async () => await payAndMine(wires, journal, () => disturbed)),
    untilCutOff(async () => await withdraw(wires, journal, onStep, () => disturbed)),
  ]);
  // Counted in what was done: a slow machine gets as far as a fast one.
  const enough = random.between(0, 6);
  for (const end = Date.now() + LONGEST_ROUND_MS; steps < enough && Date.now() < end; ) await sleep(10);
  await sleep(random.between(0, 800));
  disturbed = true;
  // Sometimes one part dies first, and the others meet what it leaves behind.
  if (random.next() < 0.3) {
    killOnePart();
    await sleep(random.between(50, 1_500));
  }
  await system.killEverything();
  await working;
}

async function payAndMine(wires: Wires, { holders, paid }: Journal, isOver: () => boolean): Promise<void> {
  const payments = random.between(1, 2);
  for (let count = 0; count < payments; count += 1) {
    const { depositAddress } = random.pick(holders);
    paid.push(
      await wires.bitcoin<string>('sendtoaddress', depositAddress, btc(BigInt(random.between(10_000, 5_000_000)))),
    );
  }
  while (!isOver()) {
    await mine(wires, 1);
    await sleep(random.between(50, 500));
  }
}

/** First what was sent and not answered is sent again, as it is; then new ones, by holders that wait for nothing. */
async function withdraw(wires: Wires, journal: Journal, onStep: () => void, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await sendAgain(wires, journal);
    onStep();
    const holder = random.pick(journal.holders);
    const balance = await balanceOf(wires, holder.account);
    if (balance < 2n * LEAST_SATS) continue;
    const sats = LEAST_SATS + BigInt(random.between(0, Number(balance / 2n - LEAST_SATS)));
    const ask = await signWithdrawal(wires, holder, sats, random);
    journal.asks.push(ask);
    onStep();
    if (await sendWithdrawal(wires, ask)) journal.recorded.add(ask.id);
    await sleep(random.between(0, 1_000));
  }
}

async function sendAgain(wires: Wires, { asks, recorded }: Journal): Promise<void> {
  for (const ask of asks) {
    if (!recorded.has(ask.id) && (await sendWithdrawal(wires, ask))) recorded.add(ask.id);
  }
}

/** SIGKILL to one child of the supervisor, which starts it again. */
function killOnePart(): void {
  const children = JSON.parse(readFileSync(join(system.dataDirectory, 'processes.json'), 'utf8')) as { pid: number }[];
  try {
    process.kill(random.pick(children).pid, 'SIGKILL');
  } catch {
    // It was being started again itself.
  }
}

async function verify(wires: Wires, journal: Journal): Promise<void> {
  const { holders, asks, paid } = journal;
  await expect
    .poll(
      async () => {
        await sendAgain(wires, journal);
        return journal.recorded.size;
      },
      { timeout: PATIENCE_MS },
    )
    .toBe(asks.length);
  const withdrawals = await settledWithdrawals(wires);
  // The more was paid in the last blocks, the deeper each of its outputs must be buried.
  await mine(wires, MOST_CONFIRMATIONS);
  expect(withdrawals.map(({ id }) => id).toSorted()).toEqual(asks.map(({ id }) => id).toSorted());

  const deposited = await outputsTo(
    wires,
    holders.map(({ depositAddress }) => depositAddress),
  );
  expect(paid.filter((txid) => !deposited.some(({ outpoint }) => outpoint.startsWith(txid)))).toEqual([]);
  for (const { outpoint } of deposited) await expectMinted(wires, outpoint);
  await expectPaidOnce(wires, asks, withdrawals);
  await expectBooksToMatch(wires, holders, deposited, withdrawals);
  console.log(`${deposited.length} outputs minted and ${withdrawals.length} burns paid over ${ROUNDS} kills`);
}

/** Blocks come until nothing is open any more. */
async function settledWithdrawals(wires: Wires): Promise<ReadWithdrawal[]> {
  let all: ReadWithdrawal[] = [];
  const open = () => all.filter(({ state }) => state !== 'settled' && state !== 'refunded');
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    await mine(wires, 1);
    all = await readAll(wires);
    if (open().length === 0) return all;
    if (Date.now() > end) throw new Error(`these never end: ${JSON.stringify(open())}`);
    await sleep(400);
  }
}

async function readAll(wires: Wires): Promise<ReadWithdrawal[]> {
  const all: ReadWithdrawal[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/withdrawals?limit=100${cursor && `&cursor=${cursor}`}`;
    const { body } = await wires.api<{ items: ReadWithdrawal[]; next_cursor: string | null }>('GET', path);
    all.push(...body.items);
    cursor = body.next_cursor;
  }
  return all;
}

async function expectMinted(wires: Wires, outpoint: string): Promise<void> {
  const read = async () => (await wires.api<{ state: string }>('GET', `/v1/deposits/${outpoint}`)).body.state;
  await expect.poll(read, { timeout: PATIENCE_MS, interval: 200 }).toBe('minted');
}

/** Each has an address of its own: one output there, of the amount less its fee, where the system says it is. */
async function expectPaidOnce(wires: Wires, asks: readonly Ask[], withdrawals: ReadWithdrawal[]): Promise<void> {
  const outputs = await outputsTo(
    wires,
    asks.map(({ address }) => address),
  );
  const expected = withdrawals
    .filter(({ state }) => state === 'settled')
    .map(({ bitcoin_transaction, bitcoin_output, bitcoin_address: address, amount_sats, fee_sats }) => ({
      outpoint: `${bitcoin_transaction}:${bitcoin_output}`,
      address,
      sats: BigInt(amount_sats) - BigInt(fee_sats),
    }));
  const byOutpoint = (a: PaidOutput, b: PaidOutput) => a.outpoint.localeCompare(b.outpoint);
  expect(outputs.toSorted(byOutpoint)).toEqual(expected.toSorted(byOutpoint));
}

async function expectBooksToMatch(
  wires: Wires,
  holders: Holder[],
  deposited: PaidOutput[],
  withdrawals: ReadWithdrawal[],
): Promise<void> {
  const settled = withdrawals.filter(({ state }) => state === 'settled');
  const total = (amounts: (bigint | string)[]) => amounts.reduce<bigint>((sum, amount) => sum + BigInt(amount), 0n);
  for (const { account, depositAddress } of holders) {
    const minted = total(deposited.filter(({ address }) => address === depositAddress).map(({ sats }) => sats));
    const burned = total(settled.filter(({ user }) => user === account).map(({ amount_sats }) => amount_sats));
    expect(await balanceOf(wires, account)).toBe(minted - burned);
  }
  const left = total(deposited.map(({ sats }) => sats)) - total(settled.map(({ amount_sats }) => amount_sats));
  const { body } = await wires.api<{ reserves_sats: string; supply_sats: string }>('GET', '/v1/reserves');
  expect(body).toMatchObject({ reserves_sats: String(left), supply_sats: String(left) });
  expect(await custodyHoldings(wires, system.dataDirectory)).toBe(left);
}

async function balanceOf(wires: Wires, account: string): Promise<bigint> {
  const { status, body } = await wires.api<{ balance_sats: string }>('GET', `/v1/users/${account}`);
  if (status !== 200) throw new Error(`the user ${account} answered ${status}: ${JSON.stringify(body)}`);
  return BigInt(body.balance_sats);
}

const mine = async (wires: Wires, blocks: number): Promise<void> => {
  await wires.bitcoin('generatetoaddress', blocks, await wires.bitcoin('getnewaddress'));
};

const btc = (sats: bigint) => `${sats / SATS_PER_BTC}.${String(sats % SATS_PER_BTC).padStart(8, '0')}`;
