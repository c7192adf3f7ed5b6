import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { formatDescriptor, silentLog } from '@istsi/bitcoin-custody';
import { openDatabase } from '../src/database/open-database.ts';
import { startBitcoinGateway } from '../test/bitcoin-gateway.ts';
import { answerLargeBooks, type LargeBooks, largeTxid, storeLargeBooks } from '../test/large-books.ts';
import type { ReconciledOnce, ReconcileOrder } from '../test/reconcile-once.ts';
import { startWorld, type World } from '../test/world.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const MB = 1_048_576;
const script = fileURLToPath(new URL('../test/reconcile-once.ts', import.meta.url));
const DEPOSIT = 50_000n;
const BOOKS: LargeBooks = {
  holders: Number(process.env.ISTSI_BENCH_HOLDERS ?? 1_000_000),
  outputs: Number(process.env.ISTSI_BENCH_OUTPUTS ?? 100_000),
  balanceSats: 100n,
  outputSats: DEPOSIT,
};

/** It takes its time to make what is looked at. */
export const rounds = 1;

/**
 * Both chains held against each other with a million holders and a hundred thousand outputs, by a process of its own. Its database
 * is real; the RPC and the node answer of what no embedded network could make in a day, from memory, and at once: what a
 * node of the public network takes for its own search is not measured.
 */
export async function benchReconcile(): Promise<Measurement[]> {
  const world = await startWorld();
  const gateway = await startBitcoinGateway(world.networks.bitcoinUrl);
  try {
    const holder = await world.createHolder(DEPOSIT);
    const { items } = await world.services.deposits({ user: holder.address, limit: 1 });
    const [model] = items;
    if (!model) throw new Error('the holder has no deposit');
    await world.services.stop();
    const database = await openDatabase(world.databaseUrl, silentLog);
    const commitment = await storeLargeBooks(database, BOOKS).finally(() => database.close());
    await answerLargeBooks(world.stellar, world, { books: BOOKS, commitment, model });
    const scan = await searchOf(world, model);
    gateway.change = (method) => (method === 'scantxoutset' ? { result: scan } : undefined);
    const found = await reconcileOnce(world, gateway.url);
    if (found.problems.length > 0) throw new Error(found.problems.slice(0, 5).join('\n'));
    if (found.coins !== BOOKS.outputs + 1) throw new Error(`${found.coins} coins were found`);
    const size = `${BOOKS.holders.toLocaleString('en-US')} holders, ${BOOKS.outputs.toLocaleString('en-US')} outputs`;
    return [
      { name: `reconciliation of ${size}`, value: found.seconds, unit: 's', goal: '≤ 60' },
      { name: 'memory of its process, resident at most', value: found.mostBytes / MB, unit: 'MiB', goal: '≤ 512' },
    ];
  } finally {
    await Promise.all([gateway.stop(), world.stop()]);
  }
}

/** What `scantxoutset` would answer. */
async function searchOf(world: World, { txid, vout }: { txid: string; vout: number }): Promise<unknown> {
  const [height, bestblock] = [
    await world.bitcoin.call<number>('getblockcount'),
    await world.bitcoin.call<string>('getbestblockhash'),
  ];
  const coin = { amount: Number(DEPOSIT) / 1e8, height: height - 10, scriptPubKey: `5120${'ab'.repeat(32)}` };
  const many = Array.from({ length: BOOKS.outputs }, (_, n) => ({ ...coin, txid: largeTxid(n), vout: 0 }));
  return { success: true, height, bestblock, unspents: [{ ...coin, txid, vout }, ...many] };
}

async function reconcileOnce(world: World, bitcoinUrl: string): Promise<ReconciledOnce> {
  const order: ReconcileOrder = {
    ...{ rpcUrl: world.stellar.url, networkPassphrase: world.sandbox.networkPassphrase, bitcoinUrl },
    ...{ databaseUrl: world.databaseUrl, manifest: world.manifest },
    descriptor: formatDescriptor(world.custody.descriptor),
  };
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=320', '--import', 'tsx', script, JSON.stringify(order)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = await text(child.stdout);
  const status = await ended;
  if (status !== 0) throw new Error(`the reconciliation ended with ${status}`);
  return JSON.parse(said) as ReconciledOnce;
}
