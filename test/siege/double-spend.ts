import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TestBitcoin } from '../../integration/test/bitcoin.ts';
import { outputsTo } from '../system/bitcoin-books.ts';
import { type Ask, type Holder, signWithdrawal } from '../system/holders.ts';
import type { Random } from '../system/random.ts';
import type { Wires } from '../system/wires.ts';
import type { Truth, TruthWatch } from './truth.ts';

/** Custodians try again with growing pauses, and each of their questions may be answered with nonsense. */
const PATIENCE = { timeout: 600_000, interval: 500 };
const MOST_CONFIRMATIONS = 12;
/** Deeper than custodians ask before what is gone is written off. */
const WRITE_OFF_BLOCKS = 105;
const AT_ONCE = 15;

export interface Theft {
  bitcoin: TestBitcoin;
  truth: TruthWatch;
  thief: Holder;
  sats: bigint;
}

/** Minted, and then taken back: the chain leaves the blocks, and the coin is spent otherwise. Answers its outpoint. */
export async function stealBack({ bitcoin, truth, thief, sats }: Theft): Promise<string> {
  const [coin] = await bitcoin.pay([thief.depositAddress, sats]);
  const { height } = await bitcoin.tip();
  await expect
    .poll(async () => {
      const before = (await bitcoin.tip()).height - height;
      if (before < MOST_CONFIRMATIONS) await bitcoin.mine();
      return (await truth.books(coin!)) === 'unspent';
    }, PATIENCE)
    .toBe(true);
  const block = await bitcoin.blockOf(coin!.txid);
  await bitcoin.reorganize((await bitcoin.tip()).height - block.height + 1);
  await bitcoin.replace(coin!, [await bitcoin.call('getnewaddress'), 100_000n]);
  await bitcoin.mine();
  const outpoint = `${coin!.txid}:${coin!.vout}`;
  await expect.poll(async () => (await truth.look()).missing.has(outpoint), PATIENCE).toBe(true);
  return outpoint;
}

/** The thief asks for bitcoin. Undefined where nobody takes the order, which is as good. */
export async function askForOthers(wires: Wires, { thief, sats }: Theft, random: Random): Promise<Ask | undefined> {
  return await signWithdrawal(wires, thief, sats / 5n, random).catch(() => undefined);
}

export async function expectUnpaid(wires: Wires, ask: Ask | undefined): Promise<void> {
  if (ask) expect(await outputsTo(wires, [ask.address])).toEqual([]);
}

/** The coin is gone for good: the custodians write it off, however much is broken meanwhile. */
export async function waitForWriteOff({ bitcoin, truth }: Theft, outpoint: string): Promise<void> {
  for (let mined = 0; mined < WRITE_OFF_BLOCKS; mined += AT_ONCE) {
    await bitcoin.mine(AT_ONCE);
    await sleep(200);
  }
  await untilTrue(truth, ({ missing }) => !missing.has(outpoint));
}

/** Somebody pays for what is missing, to where the system says. */
export async function fillLoss({ bitcoin, truth }: Theft, wires: Wires): Promise<bigint> {
  let told: { fill_address: string; short_sats: string } | undefined;
  const tell = async (): Promise<string | undefined> => {
    const { status, body } = await wires.api<NonNullable<typeof told>>('GET', '/v1/reserves');
    told = status === 200 ? body : undefined;
    return told?.short_sats;
  };
  await expect.poll(tell, PATIENCE).toMatch(/^[1-9]/);
  const { fill_address, short_sats } = told!;
  await bitcoin.pay([fill_address, BigInt(short_sats)]);
  await bitcoin.mine(MOST_CONFIRMATIONS);
  await untilTrue(truth, ({ shortSats }) => shortSats === 0n);
  return BigInt(short_sats);
}

async function untilTrue(truth: TruthWatch, is: (truth: Truth) => boolean): Promise<void> {
  await expect.poll(async () => is(await truth.look()), PATIENCE).toBe(true);
}
