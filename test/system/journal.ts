import { setTimeout as sleep } from 'node:timers/promises';
import { type Ask, type Holder, sendWithdrawal, signWithdrawal } from './holders.ts';
import type { Random } from './random.ts';
import type { Wires } from './wires.ts';

const LEAST_SATS = 30_000n;
const SATS_PER_BTC = 100_000_000n;
/** Whoever has nothing left waits for another payment. */
const POOR_MS = 100;

/** What was done, as those who did it remember it. */
export interface Journal {
  holders: Holder[];
  /** Payments that the Bitcoin node took. */
  paid: string[];
  /** Withdrawals that were sent; those at the end of it may not have been answered. */
  asks: Ask[];
  recorded: Set<string>;
}

export interface Work {
  wires: Wires;
  journal: Journal;
  random: Random;
  isOver(): boolean;
  onStep?(): void;
  /** Milliseconds between blocks, and between withdrawals, from and to. */
  blockMs?: Span;
  askMs?: Span;
}

type Span = readonly [least: number, most: number];

export async function payAndMine({ wires, journal, random, isOver, blockMs = [50, 500] }: Work): Promise<void> {
  const { holders, paid } = journal;
  const payments = random.between(1, 2);
  for (let count = 0; count < payments; count += 1) {
    const { depositAddress } = random.pick(holders);
    paid.push(
      await wires.bitcoin<string>('sendtoaddress', depositAddress, btc(BigInt(random.between(10_000, 5_000_000)))),
    );
  }
  while (!isOver()) {
    await mine(wires, 1);
    await sleep(random.between(...blockMs));
  }
}

/** First what was sent and not answered is sent again, as it is; then new ones, by holders that wait for nothing. */
export async function withdraw({ wires, journal, random, isOver, onStep, askMs = [0, 1_000] }: Work): Promise<void> {
  while (!isOver()) {
    await sendAgain(wires, journal);
    onStep?.();
    const holder = random.pick(journal.holders);
    const balance = await balanceOf(wires, holder.account);
    if (balance < 2n * LEAST_SATS) {
      await sleep(POOR_MS);
      continue;
    }
    const sats = LEAST_SATS + BigInt(random.between(0, Number(balance / 2n - LEAST_SATS)));
    const ask = await signWithdrawal(wires, holder, sats, random);
    journal.asks.push(ask);
    onStep?.();
    await send(wires, journal, ask);
    await sleep(random.between(...askMs));
  }
}

export async function sendAgain(wires: Wires, journal: Journal): Promise<void> {
  for (const ask of [...journal.asks]) if (!journal.recorded.has(ask.id)) await send(wires, journal, ask);
}

/** What is said never to happen is no withdrawal: in the end the system must have those of the journal, and no other. */
async function send(wires: Wires, { asks, recorded }: Journal, ask: Ask): Promise<void> {
  const sent = await sendWithdrawal(wires, ask);
  if (sent === 'recorded') recorded.add(ask.id);
  if (sent === 'over') asks.splice(asks.indexOf(ask), 1);
}

export async function balanceOf(wires: Wires, account: string): Promise<bigint> {
  const { status, body } = await wires.api<{ balance_sats: string }>('GET', `/v1/users/${account}`);
  if (status !== 200) throw new Error(`the user ${account} answered ${status}: ${JSON.stringify(body)}`);
  return BigInt(body.balance_sats);
}

export const mine = async (wires: Wires, blocks: number): Promise<void> => {
  await wires.bitcoin('generatetoaddress', blocks, await wires.bitcoin('getnewaddress'));
};

export const btc = (sats: bigint): string => `${sats / SATS_PER_BTC}.${String(sats % SATS_PER_BTC).padStart(8, '0')}`;
