import { hash256, mineChain } from '../../contracts/test/bitcoin-relay/headers.ts';
import { NOW } from '../../contracts/test/bitcoin-relay/relay.ts';
import { createRandom, type Random } from '../system/random.ts';
import { type Offer, offerOf } from './chains.ts';
import { startTwin, type Twin } from './twin.ts';

/** Blocks below the tip from which a fork may begin, when the window is as full as it always is but at the beginning. */
const DEEPEST = 101;
/** Then the node starts anew: it keeps every branch it ever saw. */
const OFFERS_PER_NODE = 5_000;

export interface Comparison {
  seed: number;
  taken: number;
  refused: Record<string, number>;
}

/** Offers so many chains to both. Throws at the first that the relay judges otherwise than the node. */
export async function compare(count: number): Promise<Comparison> {
  const random = createRandom();
  console.log(`seed ${random.seed}: ISTSI_TEST_SEED=${random.seed} repeats these ${count} chains`);
  const result: Comparison = { seed: random.seed, taken: 0, refused: {} };
  for (let done = 0; done < count; done += OFFERS_PER_NODE) {
    const twin = await startTwin();
    try {
      await extend(twin, mineChain(hash256(twin.chain[0]!), 140, { bits: 0x207fffff, time: NOW - 200_000 }));
      for (let i = done; i < Math.min(count, done + OFFERS_PER_NODE); i++) await judgeBoth(twin, random, result);
    } finally {
      await twin.stop();
    }
  }
  return result;
}

async function extend(twin: Twin, headers: Buffer[]): Promise<void> {
  const refused = (await twin.judge(headers)).find((word) => word !== undefined);
  if (refused !== undefined) throw new Error(`the node refused the beginning: ${refused}`);
  await twin.submit(headers);
  twin.chain.push(...headers);
}

async function judgeBoth(twin: Twin, random: Random, result: Comparison): Promise<void> {
  const offer = offerOf(random, twin.chain);
  const words = await twin.judge(offer.headers);
  const word = words.find((found) => found !== undefined);
  const expected = word ?? (await refusalOfBranch(twin, offer));
  const code = twin.relay.judge(Buffer.concat(offer.headers));
  if ((code === undefined) !== (expected === undefined)) {
    const story = offer.story.join(', ');
    throw new Error(`seed ${result.seed}: ${story}: the node says ${expected ?? 'yes'}, the relay ${code ?? 'yes'}`);
  }
  if (random.next() < 0.1) checkLengths(twin, offer);
  if (expected !== undefined) {
    const reason = expected.replace(/[,(].*/, '').trim();
    result.refused[reason] = (result.refused[reason] ?? 0) + 1;
    return;
  }
  result.taken += 1;
  // Every one taken for good is a transaction; the others only might have been.
  if (random.next() < 0.1) await take(twin, offer);
}

/** What a node keeps beside the best chain, a relay does not: it takes what leads to more work, and is not too deep. */
async function refusalOfBranch(twin: Twin, { headers }: Offer): Promise<string | undefined> {
  const parent = headers[0]!.subarray(4, 36);
  const fork = twin.chain.findLastIndex((header) => hash256(header).equals(parent));
  if (fork < 0) return 'a branch of a branch';
  const isChain = headers.every((header, i) => i === 0 || header.subarray(4, 36).equals(hash256(headers[i - 1]!)));
  if (!isChain) return 'no chain';
  const { work } = await twin.tip();
  if ((await twin.workOf(headers.at(-1)!)) <= work) return 'not more work';
  const start = await twin.windowStart();
  if (fork >= start + 10) return undefined;
  if (twin.chain.length - 1 - fork <= DEEPEST)
    throw new Error(`a fork at ${fork} is too deep for a window from ${start}`);
  return 'too deep';
}

/** Whatever it is, a byte more or less makes it nothing. */
function checkLengths(twin: Twin, { headers }: Offer): void {
  const bytes = Buffer.concat(headers);
  for (const wrong of [bytes.subarray(1), Buffer.concat([bytes, Buffer.alloc(1)])]) {
    if (twin.relay.judge(wrong) !== 601) throw new Error(`the relay read ${wrong.length} bytes as headers`);
  }
}

async function take(twin: Twin, { headers }: Offer): Promise<void> {
  const parent = headers[0]!.subarray(4, 36);
  const fork = twin.chain.findLastIndex((header) => hash256(header).equals(parent));
  const height = await twin.submit(headers);
  twin.chain.splice(fork + 1, twin.chain.length, ...headers);
  if (height !== twin.chain.length - 1)
    throw new Error(`the relay is at ${height}, the chain at ${twin.chain.length - 1}`);
  const { work } = await twin.tip();
  if (work !== (await twin.workOf(headers.at(-1)!))) throw new Error(`the relay counts ${work}, the node another work`);
}
