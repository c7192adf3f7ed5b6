import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHistogram, type Histogram } from './histogram.ts';
import { achievedOf } from './open-loop.ts';

/** Transactions that were sent, and when whoever listens heard of each. */
export interface Listener {
  /** From here on this transaction is waited for; its time counts from when it was due. */
  expect(transaction: string, dueAt: number): void;
  /** Waits for what is missing of so many seconds, and begins anew. */
  collect(patienceMs: number, seconds: number): Promise<Heard>;
}

export interface Heard {
  latencies: Histogram;
  achievedPerSecond: number;
  missing: number;
}

function createListener(): Listener & { hear(transaction: string | undefined): void } {
  let due = new Map<string, number>();
  let heard: { dueAt: number; at: number }[] = [];
  let resolve: () => void = () => undefined;
  return {
    expect: (transaction, dueAt) => void due.set(transaction, dueAt),
    hear(transaction) {
      const dueAt = due.get(transaction ?? '');
      // A transaction has several events: the first tells of it.
      if (dueAt === undefined) return;
      due.delete(transaction!);
      heard.push({ dueAt, at: performance.now() });
      if (due.size === 0) resolve();
    },
    async collect(patienceMs, seconds) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((done) => {
        resolve = done;
        timer = setTimeout(done, patienceMs);
        if (due.size === 0) done();
      });
      clearTimeout(timer);
      const latencies = createHistogram();
      for (const { dueAt, at } of heard) latencies.record(Math.max(0, at - dueAt));
      const first = Math.min(...heard.map(({ dueAt }) => dueAt));
      const lastMs = Math.max(...heard.map(({ at }) => at)) - first;
      const achievedPerSecond = achievedOf(latencies, { seconds, lastMs });
      for (const dueAt of due.values()) latencies.record(performance.now() - dueAt);
      const result = { latencies, achievedPerSecond, missing: due.size };
      due = new Map();
      heard = [];
      return result;
    },
  };
}

/** A reader of the API's stream of events. */
export async function listenToStream(apiUrl: string): Promise<Listener & { stop(): Promise<void> }> {
  const listener = createListener();
  const ending = new AbortController();
  const response = await fetch(`${apiUrl}/v1/events`, {
    headers: { accept: 'text/event-stream' },
    signal: ending.signal,
  });
  if (!response.ok || !response.body) throw new Error(`the stream of events answered ${response.status}`);
  const reading = (async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk, { stream: true });
      const pieces = text.split('\n\n');
      text = pieces.pop()!;
      for (const piece of pieces) {
        const data = /^data: (.*)$/m.exec(piece)?.[1];
        if (data !== undefined) listener.hear((JSON.parse(data) as { transaction?: string }).transaction);
      }
    }
  })().catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  return {
    ...listener,
    async stop() {
      ending.abort();
      await reading;
    },
  };
}

/** A receiver of webhooks, which has to be named to the system by its `url`. */
export async function listenToWebhook(): Promise<Listener & { url: string; stop(): Promise<void> }> {
  const listener = createListener();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(204).end();
      const { transaction } = JSON.parse(Buffer.concat(chunks).toString()) as { transaction?: string };
      listener.hear(transaction);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    ...listener,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
