import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Descriptor, formatDescriptor } from '../descriptor/descriptor.ts';
import { CustodyError, type CustodyErrorCode } from '../errors.ts';
import type { NetworkName } from '../networks.ts';
import { type CustodyAddress, checkRange, deriveAddresses } from './address.ts';
import { SCRIPT_BYTES } from './derive-native.ts';

/** A part of a range, as it is sent to a thread. */
export type DerivationTask = {
  readonly descriptor: string;
  readonly network: NetworkName;
  readonly from: number;
  readonly count: number;
};

export type DerivationAnswer =
  | { readonly scripts: Uint8Array; readonly addresses: readonly string[] }
  | { readonly refused: { readonly code: CustodyErrorCode; readonly context: object } }
  | { readonly failed: string };

/** Bulk derivation on every core, beside the program: whoever awaits it answers others meanwhile. */
export interface Derivation {
  /** As `deriveAddresses`: each derived twice, by two implementations, and compared. */
  addresses(descriptor: Descriptor, from: number, count: number): Promise<CustodyAddress[]>;
  /** The scripts alone, 34 bytes each, end to end, as of `deriveScripts`, but each derived twice. */
  scripts(descriptor: Descriptor, from: number, count: number): Promise<Uint8Array>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Enough to share inversions, and few enough that all cores end at about the same time. */
const PART = 250;
/** As many take less than it takes to start a thread. */
const NOT_WORTH_A_THREAD = 1_000;

/** Threads are started when there is first something to derive that is worth it. `threads`: as many as cores. */
export function openDerivation(threads: number = availableParallelism()): Derivation {
  let pool: readonly Thread[] | undefined;

  async function derive(descriptor: Descriptor, from: number, count: number): Promise<Part[]> {
    checkRange(descriptor, from, count);
    if (!pool && count < NOT_WORTH_A_THREAD) return [partOf(deriveAddresses(descriptor, from, count))];
    pool ??= Array.from({ length: Math.max(1, threads) }, startThread);
    const [text, network] = [formatDescriptor(descriptor), descriptor.network.name];
    const tasks = Array.from({ length: Math.ceil(count / PART) }, (_, i): DerivationTask => {
      const done = i * PART;
      return { descriptor: text, network, from: from + done, count: Math.min(PART, count - done) };
    });
    const parts = new Array<Part>(tasks.length);
    const left = tasks.entries();
    // Whichever is ready takes the next one: an iterator hands out each part once.
    await Promise.all(
      pool.map(async (thread) => {
        for (const [i, task] of left) parts[i] = await thread.derive(task);
      }),
    );
    return parts;
  }

  return {
    async addresses(descriptor, from, count) {
      const parts = await derive(descriptor, from, count);
      const derived = parts.flatMap(({ scripts, addresses }) =>
        addresses.map((address, i) => ({ address, scriptPubKey: scriptAt(scripts, i) })),
      );
      return derived.map((one, i) => ({ ...one, index: from + i }));
    },
    async scripts(descriptor, from, count) {
      return new Uint8Array(Buffer.concat((await derive(descriptor, from, count)).map(({ scripts }) => scripts)));
    },
    async close() {
      await Promise.all((pool ?? []).map(async (thread) => await thread.end()));
      pool = undefined;
    },
  };
}

type Part = { readonly scripts: Uint8Array; readonly addresses: readonly string[] };

const scriptAt = (scripts: Uint8Array, i: number): Uint8Array =>
  scripts.slice(i * SCRIPT_BYTES, (i + 1) * SCRIPT_BYTES);

const partOf = (derived: readonly CustodyAddress[]): Part => ({
  scripts: new Uint8Array(Buffer.concat(derived.map(({ scriptPubKey }) => scriptPubKey))),
  addresses: derived.map(({ address }) => address),
});

interface Thread {
  derive(task: DerivationTask): Promise<Part>;
  end(): Promise<void>;
}

/** One task after another; a thread that ends by itself fails the one that it had, and every later one. */
function startThread(): Thread {
  const worker = startWorker();
  let turn: Promise<unknown> = Promise.resolve();
  let ended: Error | undefined;
  const waiting = new Set<(error: Error) => void>();
  const end = (error: Error): void => {
    ended ??= error;
    for (const fail of waiting) fail(ended);
  };
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`a thread that derives addresses ended (${code})`)));

  const ask = async (task: DerivationTask): Promise<Part> => {
    if (ended) throw ended;
    // A program is not kept from ending by threads that have nothing to do.
    worker.ref();
    const answer = await new Promise<DerivationAnswer>((resolve, reject) => {
      waiting.add(reject);
      worker.once('message', (given: DerivationAnswer) => {
        waiting.delete(reject);
        resolve(given);
      });
      worker.postMessage(task);
    }).finally(() => worker.unref());
    return read(answer);
  };

  return {
    async derive(task) {
      const mine = turn.then(async () => await ask(task));
      turn = mine.catch(() => {});
      return await mine;
    },
    async end() {
      await worker.terminate();
    },
  };
}

function read(answer: DerivationAnswer): Part {
  if ('refused' in answer) throw new CustodyError(answer.refused.code, answer.refused.context as never);
  if ('failed' in answer) throw new Error(`addresses could not be derived: ${answer.failed}`);
  return answer;
}

/** From the sources it is TypeScript, which a thread has to be told how to load. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./derive-worker.js', import.meta.url));
  const loader = new URL(
    'dist/esm/api/index.mjs',
    pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json')),
  ).href;
  const source = new URL('./derive-worker.ts', import.meta.url).href;
  return new Worker(
    `import(${JSON.stringify(loader)}).then(({ register }) => {
      register();
      return import(${JSON.stringify(source)});
    });`,
    { eval: true },
  );
}
