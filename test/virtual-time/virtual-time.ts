import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { createRandom } from '../system/random.ts';

/** The time that everything in this process goes by while a simulation runs. */
export interface VirtualTime {
  /** Milliseconds since 1970. */
  now(): number;
  pass(ms: number): void;
  /**
   * Runs one step of one part, and rounds up what time its pauses took: how many of them several questions at once need, no
   * two runs have in common. What a step leaves behind makes no time pass any more, and of a killed process never goes on.
   */
  step<T>(work: (step: Step) => Promise<T>): Promise<T>;
}

/** What pauses ask of the step that they are in. */
export interface Step {
  isOver: boolean;
  isKilled: boolean;
}

/** More than the pauses of any step come to. */
const STEP_MS = 60_000;
const steps = new AsyncLocalStorage<Step>();

/**
 * Later than any real moment at which this runs: what the database dates by its own clock (rows that are new) is past for
 * the simulated processes, and so due. Bitcoin's block times end in 2106.
 */
export const BEGINNING = Date.UTC(2060, 0, 1);

/**
 * Runs `simulate` with this process's clock and randomness in its hands: `Date`, `performance.now`, the pauses of
 * `node:timers/promises`, `Math.random` and the bytes of `node:crypto` and WebCrypto. A pause takes no time: it moves the clock
 * on and ends. Timers that only limit how long a request may take stay real. All is put back at the end.
 */
export async function withVirtualTime<T>(
  { seed, beginsAt = BEGINNING }: { seed: number; beginsAt?: number },
  simulate: (time: VirtualTime) => Promise<T>,
): Promise<T> {
  let now = beginsAt;
  const time: VirtualTime = {
    now: () => now,
    pass(ms) {
      now += ms;
    },
    async step(work) {
      const beganAt = now;
      const step = { isOver: false, isKilled: false };
      try {
        return await steps.run(step, async () => await work(step));
      } finally {
        step.isOver = true;
        now = beganAt + Math.ceil((now - beganAt) / STEP_MS) * STEP_MS;
      }
    },
  };
  const restore = [replaceDate(time), replacePauses(time), replaceRandomness(seed)];
  try {
    return await simulate(time);
  } finally {
    for (const put of restore) put();
    syncBuiltinESMExports();
  }
}

type Restore = () => void;

function replace<T extends object, K extends keyof T>(of: T, name: K, value: T[K]): Restore {
  const before = Object.getOwnPropertyDescriptor(of, name);
  Object.defineProperty(of, name, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(of, name, before);
    else delete of[name];
  };
}

const all =
  (...restores: Restore[]): Restore =>
  () => {
    for (const restore of restores) restore();
  };

function replaceDate(time: VirtualTime): Restore {
  const RealDate = Date;
  class VirtualDate extends RealDate {
    constructor(...of: [] | [string | number | Date]) {
      if (of.length === 0) super(time.now());
      else super(...of);
    }
    static override now(): number {
      return Math.floor(time.now());
    }
  }
  return all(
    replace(globalThis, 'Date', VirtualDate as DateConstructor),
    replace(performance, 'now', () => time.now() - BEGINNING),
  );
}

function replacePauses(time: VirtualTime): Restore {
  const { setImmediate: turn } = timers;
  async function pause<T>(ms = 0, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
    signal?.throwIfAborted();
    // Those who pause beside each other pause at the same time.
    const end = time.now() + ms;
    await turn();
    const step = steps.getStore();
    if (step?.isKilled) return await new Promise<never>(() => undefined);
    if (end > time.now() && !step?.isOver) time.pass(end - time.now());
    return value as T;
  }
  const restore = replace(timers, 'setTimeout', pause as typeof timers.setTimeout);
  syncBuiltinESMExports();
  return restore;
}

function replaceRandomness(seed: number): Restore {
  const random = createRandom(seed);
  const fill = <A extends Uint8Array>(bytes: A): A => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = random.between(0, 255);
    return bytes;
  };
  const restore = all(
    replace(Math, 'random', random.next),
    replace(crypto, 'randomBytes', ((size: number) => fill(Buffer.alloc(size))) as typeof crypto.randomBytes),
    replace(crypto, 'randomUUID', () => uuidOf(fill(Buffer.alloc(16)))),
    replace(globalThis.crypto, 'randomUUID', () => uuidOf(fill(Buffer.alloc(16)))),
    replace(globalThis.crypto, 'getRandomValues', ((array: ArrayBufferView) => {
      fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return array;
    }) as typeof globalThis.crypto.getRandomValues),
  );
  syncBuiltinESMExports();
  return restore;
}

/** RFC 9562, version 4. */
function uuidOf(bytes: Buffer): `${string}-${string}-${string}-${string}-${string}` {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
