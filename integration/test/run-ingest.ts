import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Ingested, IngestOrder } from './ingest-once.ts';
import type { World } from './world.ts';

const script = fileURLToPath(new URL('ingest-once.ts', import.meta.url));

/** Another process reads what `world.stellar` tells into an empty database, with a heap of so many megabytes. */
export async function runIngest(world: World, databaseUrl: string, heapMb: number): Promise<Ingested> {
  const order: IngestOrder = {
    ...{ rpcUrl: world.stellar.url, networkPassphrase: world.sandbox.networkPassphrase },
    ...{ databaseUrl, manifest: world.manifest },
  };
  const options = [`--max-old-space-size=${heapMb}`, '--import', 'tsx', script, JSON.stringify(order)];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await ended;
  if (status !== 0) throw new Error(`the ingestion ended with ${status}: ${complained.slice(-2_000)}`);
  return JSON.parse(said) as Ingested;
}

/** Ledgers in which most happened: each of a deposit that was minted. */
export async function busiestLedgers(world: World, count: number): Promise<number[]> {
  const events = await world.services.events.read({ after: 0n, limit: 10_000 });
  const counts = new Map<number, number>();
  for (const { height, source } of events)
    if (source.startsWith('urn:istsi:stellar:')) counts.set(height, (counts.get(height) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([height]) => height);
}

export const contractIdsOf = ({ manifest }: World): string[] => Object.values(manifest.contracts).map(({ id }) => id);
