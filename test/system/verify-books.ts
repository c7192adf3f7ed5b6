import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { custodyHoldings, outputsTo, type PaidOutput } from './bitcoin-books.ts';
import type { Ask } from './holders.ts';
import { balanceOf, type Journal, mine, sendAgain } from './journal.ts';
import type { Wires } from './wires.ts';

/** What failed often in a row is tried again after up to seven and a half minutes. */
const PATIENCE_MS = 480_000;
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

export interface VerifiedSystem {
  wires: Wires;
  dataDirectory: string;
  journal: Journal;
  /** What was minted, taken back by Bitcoin, written off, and made good by somebody else's payment. */
  lost?: { account: string; sats: bigint };
}

/** Each paid output was minted once, each burn paid or refunded once, and the books are Bitcoin's. Waits until all is done. */
export async function verifyBooks(system: VerifiedSystem): Promise<{ minted: number; paid: number; refunded: number }> {
  const { wires, journal } = system;
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
  await expectBooksToMatch(system, deposited, withdrawals);
  const settled = withdrawals.filter(({ state }) => state === 'settled').length;
  return { minted: deposited.length, paid: settled, refunded: withdrawals.length - settled };
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
  { wires, dataDirectory, journal: { holders }, lost }: VerifiedSystem,
  deposited: PaidOutput[],
  withdrawals: ReadWithdrawal[],
): Promise<void> {
  const settled = withdrawals.filter(({ state }) => state === 'settled');
  const total = (amounts: (bigint | string)[]) => amounts.reduce<bigint>((sum, amount) => sum + BigInt(amount), 0n);
  for (const { account, depositAddress } of holders) {
    const minted = total(deposited.filter(({ address }) => address === depositAddress).map(({ sats }) => sats));
    const burned = total(settled.filter(({ user }) => user === account).map(({ amount_sats }) => amount_sats));
    const takenBack = lost?.account === account ? lost.sats : 0n;
    expect(await balanceOf(wires, account)).toBe(minted + takenBack - burned);
  }
  const all = total(deposited.map(({ sats }) => sats)) + (lost?.sats ?? 0n);
  const left = all - total(settled.map(({ amount_sats }) => amount_sats));
  const { body } = await wires.api<{ reserves_sats: string; supply_sats: string }>('GET', '/v1/reserves');
  expect(body).toMatchObject({ reserves_sats: String(left), supply_sats: String(left) });
  expect(await custodyHoldings(wires, dataDirectory)).toBe(left);
}
