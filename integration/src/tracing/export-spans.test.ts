import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createSpanExporter } from './export-spans.ts';
import { createTracer } from './tracer.ts';

test('what a collector does not take is left out: it is said once, nothing grows, and nobody waits', async () => {
  let status = 503;
  let received = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] };
      if (status === 200) received += resourceSpans[0]?.scopeSpans[0]?.spans.length ?? 0;
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const said: string[] = [];
  const exporter = createSpanExporter({ endpoint }, (level, message) => void said.push(`${level} ${message}`));
  const tracer = createTracer((span) => exporter.add(span));
  const write = (count: number): void => {
    for (let n = 0; n < count; n++) tracer.begin({ name: 'work', kind: 'internal' }).end();
  };
  const stopping = new AbortController();
  const running = exporter.run(stopping.signal);
  write(10);
  await expect
    .poll(() => said, { timeout: 30_000 })
    .toEqual(['warn spans are not taken by the collector: it answers 503']);
  write(10);
  status = 200;
  await expect.poll(() => said.length, { timeout: 30_000 }).toBe(2);
  expect(said[1]).toBe('info spans are taken again');
  // More than are kept, between two looks.
  const before = received;
  write(10_000);
  stopping.abort();
  await running;
  expect(received - before).toBeGreaterThan(4_000);
  expect(received - before).toBeLessThanOrEqual(4_096 + 10);
  server.close();
});

test('a span is part of the work that it is begun in', () => {
  const spans: { name: string; parentSpanId?: string | undefined; spanId: string; traceId: string }[] = [];
  const tracer = createTracer((span) => spans.push(span));
  const outer = tracer.begin({ name: 'outer', kind: 'internal' });
  tracer.within(outer, () => tracer.begin({ name: 'inner', kind: 'client' }).end({ failure: 'no answer' }));
  outer.end();
  outer.end();
  expect(spans).toMatchObject([
    { name: 'inner', parentSpanId: outer.context.spanId, traceId: outer.context.traceId, failure: 'no answer' },
    { name: 'outer', parentSpanId: undefined },
  ]);
  expect(spans).toHaveLength(2);
});
