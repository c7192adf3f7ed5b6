import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatOutpoint, type Outpoint, type Services, silentLog } from '@istsi/integration';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NatsServer, noNatsServer, startNats } from '../../../integration/test/nats-server.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: string };
}
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  links?: { traceId: string; spanId: string }[];
}

/** A collector: what was sent to it by OTLP over HTTP, word for word and span by span. */
interface Collector {
  server: Server;
  endpoint: string;
  spans: Span[];
  text(): string;
}

async function startCollector(): Promise<Collector> {
  const spans: Span[] = [];
  let text = '';
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      expect(request.url).toBe('/v1/traces');
      expect(request.headers['content-type']).toBe('application/json');
      const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      text += body;
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  return { server, endpoint: await listen(server), spans, text: () => text };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Before a signer: hands on what is asked of it, and keeps what `traceparent` it was asked with. */
const heard: string[] = [];
const before: Server[] = [];
async function listenBefore(url: string): Promise<string> {
  const server = createServer((request, response) => {
    const { traceparent } = request.headers;
    if (typeof traceparent === 'string') heard.push(traceparent);
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
      const answer = await fetch(`${url}${request.url}`, {
        ...{ method: request.method ?? 'GET', headers: { authorization, 'content-type': type } },
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  before.push(server);
  return await listen(server);
}

let collector: Collector;
let nats: NatsServer | undefined;
let world: World;
let api: Api;
let url: string;
let other: Services | undefined;
beforeAll(async () => {
  collector = await startCollector();
  nats = noNatsServer === undefined ? await startNats() : undefined;
  world = await startWorld({
    tracing: { endpoint: collector.endpoint, headers: { authorization: 'Bearer secret-of-the-collector' } },
    through: async (part, at) => (part === 'signer' ? await listenBefore(at) : at),
    ...(nats && { nats: natsAt(nats) }),
  });
  const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
  const { services } = world;
  api = await createApi({ services, tracer: services.tracer, keys, version: '1', log: silentLog });
  url = await api.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await api?.close();
  await other?.stop();
  await world?.stop();
  await nats?.stop();
  for (const server of [collector?.server, ...before]) server?.close();
});

const natsAt = ({ address }: NatsServer) => ({
  ...{ servers: [`nats://${address}`], stream: 'EVENTS', subjectPrefix: 'istsi.events', replicas: 1 },
});

const attribute = ({ attributes }: Span, key: string): string | undefined => {
  const { value } = attributes.find((each) => each.key === key) ?? {};
  return value?.stringValue ?? value?.intValue;
};

interface EventPage {
  items: { traceparent?: string }[];
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

async function pay(): Promise<{ paid: Outpoint; user: string; depositAddress: string }> {
  const { depositAddress, address } = await world.createUser();
  const [paid] = await world.bitcoin.pay([depositAddress, 51_234n]);
  return { paid: paid!, user: address, depositAddress };
}

/** All spans of an operation's trace, once it is told as a whole. */
async function traceOf(operation: string, name = 'deposit'): Promise<{ root: Span; spans: Span[] }> {
  const traceId = digest(`istsi/trace/${operation}`).slice(0, 32);
  const ofTrace = (): Span[] => collector.spans.filter((span) => span.traceId === traceId);
  const root = await until(
    () => Promise.resolve(ofTrace().find((span) => span.name === name)),
    () => `the trace of ${operation}: ${ofTrace().map((span) => span.name)}`,
  );
  return { root, spans: ofTrace() };
}

describe('a deposit', () => {
  test('is one trace, from the first look at it to the last, with all that was asked of others on the way', async () => {
    const { paid, user, depositAddress } = await pay();
    await world.bitcoin.mine(2);
    const { operationId, stellarTx } = await world.waitFor(paid, 'minted');
    const { root, spans } = await traceOf(operationId);
    expect(root).toMatchObject({ spanId: digest(`istsi/span/${operationId}`).slice(0, 16) });
    expect(root.parentSpanId).toBeUndefined();
    expect(attribute(root, 'istsi.state')).toBe('minted');

    // It is a tree: each span but the first is part of another one, and begins no earlier.
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    for (const span of spans) {
      if (span === root) continue;
      const parent = byId.get(span.parentSpanId ?? '');
      expect(parent, `${span.name} is part of nothing`).toBeDefined();
      if (parent !== root)
        expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(parent!.startTimeUnixNano));
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    }
    const drives = spans.filter(({ name }) => name === 'drive deposit');
    expect(drives.every(({ parentSpanId }) => parentSpanId === root.spanId)).toBe(true);
    const asked = spans.filter(({ kind }) => kind === 3);
    expect(asked.every(({ parentSpanId }) => drives.some(({ spanId }) => spanId === parentSpanId))).toBe(true);
    const peers = new Set(asked.map(({ name }) => name));
    expect(peers).toContain('stellar');
    expect([...peers].filter((name) => name.startsWith('signer-')).length).toBeGreaterThanOrEqual(2);
    const steps = spans.map(({ name }) => name);
    expect(steps).toEqual(expect.arrayContaining(['deposit submitted', 'deposit minted']));

    // The signers were told which span they were asked in.
    const told = heard.map((text) => text.split('-')).filter(([, traceId]) => traceId === root.traceId);
    expect(told.length).toBeGreaterThanOrEqual(2);
    for (const [version, , spanId, flags] of told) {
      expect([version, flags]).toEqual(['00', '01']);
      expect(byId.get(spanId ?? '')?.name).toMatch(/^signer-/);
    }
    // Whoever reads its events can go on with its trace.
    const events = await until(
      async () => {
        const { items } = (await (await fetch(`${url}/v1/events?subject=${operationId}`)).json()) as EventPage;
        return items.length > 0 ? items : undefined;
      },
      () => 'events of the deposit',
    );
    for (const { traceparent } of events) expect(traceparent).toBe(`00-${root.traceId}-${root.spanId}-01`);
    const secrets = [user, depositAddress, paid.txid, stellarTx!, '51234', 'token-of-the-signer', 'secret-of-the'];
    for (const secret of secrets) expect(collector.text()).not.toContain(secret);
  });

  test('that somebody asks about is named in the trace of who asks', async () => {
    const { paid } = await pay();
    await world.bitcoin.mine(2);
    const { operationId } = await world.waitFor(paid, 'minted');
    const traceId = 'ab'.repeat(16);
    const traceparent = `00-${traceId}-${'cd'.repeat(8)}-01`;
    const headers = { 'content-type': 'application/json', traceparent };
    const body = JSON.stringify({ outpoint: formatOutpoint(paid) });
    expect((await fetch(`${url}/v1/deposits`, { method: 'POST', headers, body })).status).toBe(202);
    await fetch(`${url}/v1/reserves`, { headers: { traceparent: traceparent.replace(/01$/, '00') } });
    const [span] = await until(
      () => Promise.resolve(collector.spans.some((each) => each.traceId === traceId) ? ofTrace(traceId) : undefined),
      () => 'the span of a request',
    );
    expect(span).toMatchObject({ name: 'POST /v1/deposits', kind: 2, parentSpanId: 'cd'.repeat(8) });
    expect(attribute(span!, 'http.response.status_code')).toBe('202');
    const { root } = await traceOf(operationId);
    expect(span!.links).toEqual([{ traceId: root.traceId, spanId: root.spanId }]);
    // Who says that it is not recorded is not.
    expect(ofTrace(traceId)).toHaveLength(1);
  });

  const ofTrace = (traceId: string): Span[] => collector.spans.filter((span) => span.traceId === traceId);

  test('has the same trace when another process goes on with it', async () => {
    const { paid } = await pay();
    await world.bitcoin.mine(1);
    const { operationId } = await world.waitFor(paid, 'confirming', 'attesting');
    const traceId = digest(`istsi/trace/${operationId}`).slice(0, 32);
    await until(
      () => Promise.resolve(ofTrace(traceId).length > 0 || undefined),
      () => 'what the first process did',
    );
    await api.close();
    await world.services.stop();
    const told = ofTrace(traceId).length;
    expect(ofTrace(traceId).some(({ name }) => name === 'deposit')).toBe(false);
    other = await world.startInstance({ tracing: { endpoint: collector.endpoint } });
    await world.bitcoin.mine(2);
    await world.waitForIn(other, paid, 'minted');
    const { root, spans } = await traceOf(operationId);
    expect(spans.length).toBeGreaterThan(told);
    expect(spans.filter(({ name, parentSpanId }) => name === 'drive deposit' && parentSpanId !== root.spanId)).toEqual(
      [],
    );
  });
});

test.skipIf(noNatsServer !== undefined)(
  'what the services tell on the bus is in the stream of NATS, once each',
  async () => {
    const wanted = (await other!.events.read({ after: 0n, limit: 10_000 })).slice(0, 20).map(({ id }) => id);
    const connection = await connect({ servers: [nats!.address] });
    const manager = await jetstreamManager(connection);
    const ids: string[] = [];
    for (let seq = 1; seq <= wanted.length; seq++)
      ids.push((await manager.streams.getMessage('EVENTS', { seq }))!.header.get('Nats-Msg-Id'));
    await connection.close();
    expect(wanted.length).toBeGreaterThan(10);
    expect(ids).toEqual(wanted);
  },
);
