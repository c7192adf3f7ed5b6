import { BytesTable } from '../src/block/bytes-table.ts';
import { OUTPOINT_BYTES, scanBlock } from '../src/block/scan.ts';
import { verifyBlock } from '../src/block/verify.ts';
import { buildBlock, buildTransaction } from '../test/scripted-chain.ts';
import { type BenchRow, measure, pseudoRandom, watchMemory } from './measure.ts';

const WATCHED_SCRIPTS = 1_000_000;
const KNOWN_OUTPOINTS = 100_000;
const TRANSACTIONS = 4_000;
const SCRIPT_BYTES = 34;

/** A full block of the usual mix: one output in a thousand pays a watched script. */
function makeBlock(random: (bytes: number) => Buffer, watched: Buffer): { bytes: Uint8Array; hash: string } {
  const prefixes = [Buffer.of(0x00, 0x14), Buffer.of(0x51, 0x20), Buffer.of(0x00, 0x20)];
  const transactions = Array.from({ length: TRANSACTIONS }, (_, n) => {
    const inputs = 1 + (n % 3);
    const outputs = 1 + (n % 4);
    const spends = Array.from({ length: inputs }, (_, vout) => ({ txid: random(32).toString('hex'), vout }));
    const pays = Array.from({ length: outputs }, (_, vout) => {
      const prefix = prefixes[(n + vout) % prefixes.length] ?? Buffer.of();
      const isWatched = vout === 0 && n % 400 === 0;
      const scriptPubKey = isWatched
        ? watched.subarray(n * SCRIPT_BYTES, (n + 1) * SCRIPT_BYTES)
        : Buffer.concat([prefix, random(prefix[1] ?? 0)]);
      return { scriptPubKey, amountSats: BigInt(1000 + n) };
    });
    return buildTransaction({ spends, pays }).bytes;
  });
  return buildBlock('00'.repeat(32), transactions);
}

/** Megabytes of block per second against a million watched scripts. */
export async function benchBlockScan(): Promise<BenchRow[]> {
  const random = pseudoRandom(20260101);
  const watched = random(WATCHED_SCRIPTS * SCRIPT_BYTES);
  const memory = watchMemory();
  const scripts = new BytesTable(SCRIPT_BYTES, WATCHED_SCRIPTS);
  for (let i = 0; i < WATCHED_SCRIPTS; i++) {
    watched.set([0, 32], i * SCRIPT_BYTES);
    scripts.add(watched, i * SCRIPT_BYTES);
  }
  const scriptsMb = memory();
  const outpoints = new BytesTable(OUTPOINT_BYTES, KNOWN_OUTPOINTS * 2);
  for (let i = 0; i < KNOWN_OUTPOINTS; i++) outpoints.add(random(OUTPOINT_BYTES));

  const { bytes, hash } = makeBlock(random, watched);
  const found = scanBlock(bytes, scripts, outpoints).outputs.length;
  if (found !== TRANSACTIONS / 400) throw new Error(`the scan found ${found} of ${TRANSACTIONS / 400} planted outputs`);
  const megabytes = bytes.length / 1e6;
  return [
    {
      name: `block scan against ${WATCHED_SCRIPTS.toLocaleString('en')} scripts, ${KNOWN_OUTPOINTS.toLocaleString('en')} outpoints`,
      value: Math.round(megabytes / measure(() => scanBlock(bytes, scripts, outpoints))),
      unit: 'MB/s',
      goal: '≥ 500 MB/s',
    },
    { name: `table of ${WATCHED_SCRIPTS.toLocaleString('en')} scripts: memory held`, value: scriptsMb, unit: 'MB' },
    {
      name: 'block hash, transaction ids and merkle root',
      value: Math.round(megabytes / measure(() => verifyBlock(bytes, hash))),
      unit: 'MB/s',
    },
  ];
}
