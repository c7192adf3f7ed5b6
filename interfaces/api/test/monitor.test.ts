import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultLimits, type Outpoint } from '@istsi/integration';
import { openNetwork, readLedgers } from '@istsi/soroban-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const metricsKey = 'metrics-key-of-the-test';
const secret = `whsec_${Buffer.from('a secret of the test').toString('base64')}`;
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
let receiver: Server;

async function startReceiver(): Promise<string> {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alerts`;
}

let world: World;
let api: Api;
beforeAll(async () => {
  world = await startWorld({
    monitor: {
      ...{ everyMs: 500, breaker: { ...defaultLimits, takenBackSats: 100_000n } },
      channels: [{ name: 'pager', kind: 'webhook', url: await startReceiver(), secret }],
    },
  });
  api = await createApi({ services: world.services, keys, metricsKey, version: '1.2.3', log: () => {} });
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
});

async function send(method: 'GET' | 'POST', url: string, body?: object, key: string | null = keys.operator) {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await api.inject({ method, url, headers, ...(body && { payload: body }) });
  const isJson = String(response.headers['content-type']).includes('json');
  return { status: response.statusCode, body: isJson ? response.json() : response.body, headers: response.headers };
}

interface Shown {
  id: string;
  alert_type: string;
  subject: string;
  state: string;
  severity: string;
  summary: string;
}

async function alertOf(type: string, state: string): Promise<Shown> {
  return await until(
    async () => {
      const { body } = await send('GET', '/v1/alerts');
      return (body.items as Shown[]).find((each) => each.alert_type === type && each.state === state);
    },
    () => `an alert ${type} that is ${state}`,
  );
}

let minted: Outpoint;

describe('metrics', () => {
  test('tell what was minted, exactly, in each form', async () => {
    const { depositAddress } = await world.createUser();
    const [paid] = await world.bitcoin.pay([depositAddress, 150_001n]);
    await world.bitcoin.mine(2);
    await world.waitFor(paid!, 'minted');
    minted = paid!;
    // Books and operations are looked at beside each other: one may be a moment older than the other.
    const lines = [
      'istsi_supply_satoshis 150001\n',
      'istsi_operations_finished_total{kind="deposit",outcome="completed"} 1\n',
      'istsi_reserve_ratio_basis_points 10000\n',
    ];
    await until(
      async () => {
        const { body } = await send('GET', '/metrics');
        return lines.every((line) => body.includes(line)) ? true : undefined;
      },
      () => `/metrics to have ${lines.join()}`,
    );
    const { headers, body } = await send('GET', '/metrics', undefined, metricsKey);
    expect(headers['content-type']).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    expect(body).toMatch(/# EOF\n$/);
    expect(body).not.toMatch(/\b[GC][A-Z2-7]{55}\b|[0-9a-f]{64}/);
    expect((await send('GET', '/v1/metrics', undefined, null)).body).toMatchObject({
      ...{ total_operations: '1', successful_operations: '1', failed_operations: '0', current_reserve_ratio: '10000' },
    });
  });

  test('have a history', async () => {
    const series = 'istsi_supply_satoshis';
    const found = await until(
      async () => {
        const { status, body } = await send('GET', `/v1/metrics/history?series=${series}`);
        return status === 200 && body.points.at(-1)?.most === '150001' ? body : undefined;
      },
      () => 'a point of the history',
    );
    expect(found).toMatchObject({ series, span_seconds: 60 });
    const { body } = await send('GET', '/v1/metrics/series');
    expect(body.items).toContain('istsi_part_up{part="database"}');
  });
});

describe('health', () => {
  test('of every part has a diagnosis, and the first word is whether all is well', async () => {
    let body: Awaited<ReturnType<typeof send>>['body'];
    // Each part is looked at by itself, and what just happened may not have been heard of by all of them.
    await until(
      async () => {
        ({ body } = await send('GET', '/v1/status'));
        return body.ok ? true : undefined;
      },
      () => `all to be well: ${JSON.stringify(body.parts)}`,
    );
    const states = new Map(body.parts.map(({ part, state }: { part: string; state: string }) => [part, state]));
    for (const part of [
      'stellar',
      'bitcoin',
      'clock',
      'signer-1',
      'signer-3',
      'kyc-registry',
      'channels',
      'books',
      'events',
    ])
      expect([part, states.get(part)]).toEqual([part, 'ok']);
    for (const { diagnosis } of body.parts) expect(diagnosis).toMatch(/\w+ \w+/);
  });
});

describe('an alert', () => {
  test('is raised by a signer that is gone, acknowledged, silenced, and over when it is back', async () => {
    await send('POST', '/v1/alerts/rules/signers-too-few', { for_seconds: 0 });
    const stopped = world.signers[0]!;
    const port = Number(new URL(stopped.url).port);
    await stopped.stop();
    await world.signers[1]!.stop();
    const { id, severity, summary } = await alertOf('signers-too-few', 'firing');
    expect(severity).toBe('critical');
    expect(summary).toBe('Fewer signers answer than are needed: -1, and below 0 raises it');
    const { body: status } = await send('GET', '/v1/status');
    expect(status.ok).toBe(false);
    const found = status.parts.find(({ part }: { part: string }) => part === 'signer-1');
    expect(found.diagnosis).toContain('1 of 3 answer, 2 are needed');

    const heard = await send('POST', `/v1/alerts/${id}/acknowledge`, { by: 'ada' });
    expect(heard.body).toMatchObject({
      acknowledged_by: 'ada (the operator key)',
      runbook: 'docs/runbooks/signers-too-few.md',
    });
    expect((await send('POST', `/v1/alerts/${id}/acknowledge`, { by: 'bob' })).body.acknowledged_by).toBe(
      'ada (the operator key)',
    );
    const until_ = new Date(Date.now() + 3_600_000).toISOString();
    const quiet = await send('POST', `/v1/alerts/${id}/silence`, {
      by: 'ada',
      reason: 'being replaced',
      until: until_,
    });
    expect(quiet.body.silenced_until).toBe(until_);
    world.signers[0] = await world.startSigner(0, { port });
    await send('POST', '/v1/alerts/rules/signers-too-few', { enabled: false });
    await alertOf('signers-too-few', 'resolved');
    const { body: report } = await send('GET', `/v1/alerts/${id}/report`);
    const { stellar, bitcoin } = report.chains;
    for (const end of ['from', 'through']) {
      expect(bitcoin[`${end}_hash`]).toBe(await world.bitcoin.call('getblockhash', Number(bitcoin[end])));
      const [ledger] = await readLedgers(openNetwork(world.sandbox), { from: Number(stellar[end]), limit: 1 });
      expect(stellar[`${end}_hash`]).toBe(ledger?.hash);
    }
    expect(await send('POST', `/v1/alerts/${id}/acknowledge`, { by: 'ada' })).toMatchObject({
      ...{ status: 409, body: { code: 'alert-over' } },
    });
  });

  test('is told to a channel, in a message that only the system can have signed', async () => {
    const { headers, body } = await until(
      async () => received.find((each) => each.body.includes('signers-too-few')),
      () => 'a message of the alert',
    );
    const content = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
    const signature = createHmac('sha256', 'a secret of the test').update(content).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    expect(JSON.parse(body)).toMatchObject({
      type: 'istsi.alerts',
      data: { text: expect.stringContaining('docs/runbooks/') },
    });
    // What was acknowledged, silenced and over is told no more.
    expect(received.filter((each) => each.body.includes('signers-too-few'))).toHaveLength(1);
    const { body: channels } = await send('GET', '/v1/alerts/channels');
    expect(channels.items).toMatchObject([{ name: 'pager', kind: 'webhook', pending: 0, last_error: null }]);
    expect(channels.items[0].last_delivered_at).not.toBeNull();
  });
});

describe('the circuit breaker', () => {
  test('stops everything when Bitcoin takes back a deposit that was counted, and tells', async () => {
    expect((await send('GET', '/v1/status')).body.paused).toBe(false);
    await world.bitcoin.reorganize(2);
    await world.bitcoin.replace(minted, [await world.bitcoin.call('getnewaddress'), 50_000n]);
    await world.bitcoin.mine(3);
    expect(await alertOf('deposit-taken-back', 'firing')).toMatchObject({ subject: 'why="unmined"' });
    expect(await alertOf('system-paused', 'firing')).toMatchObject({ severity: 'critical', subject: '' });
    expect(await world.contracts.router.read('get_config')).toMatchObject({ paused: true });
    expect((await send('GET', '/v1/status')).body).toMatchObject({ ok: false, paused: true });
    await until(
      async () => received.find((each) => each.body.includes('deposit-taken-back')),
      () => 'a message of what was taken back',
    );
  });
});

describe('refused is', () => {
  const unknown = `/v1/alerts/al_${'ab'.repeat(12)}`;
  const silence = { by: 'ada', reason: 'because', until: '2000-01-01T00:00:00Z' };
  test.each<[string, 'GET' | 'POST', string, object | undefined, string | null, number, string]>([
    ['whoever has no key for alerts', 'GET', '/v1/alerts', undefined, null, 401, 'not-authenticated'],
    ['whoever has no key for metrics', 'GET', '/metrics', undefined, null, 401, 'not-authenticated'],
    ['the key of metrics for alerts', 'GET', '/v1/alerts', undefined, metricsKey, 401, 'not-authenticated'],
    ['the compliance officer', 'GET', '/v1/metrics/series', undefined, keys.compliance, 403, 'not-allowed'],
    ['an alert that there is not', 'GET', unknown, undefined, keys.operator, 404, 'unknown-alert'],
    ['its silence', 'POST', `${unknown}/silence`, silence, keys.operator, 404, 'unknown-alert'],
    ['a rule that there is not', 'POST', '/v1/alerts/rules/nothing', {}, keys.operator, 404, 'unknown-alert-rule'],
    [
      'a channel that there is not',
      'POST',
      '/v1/alerts/rules/ratio-low',
      { recipients: ['nobody'] },
      keys.operator,
      400,
      'unknown-alert-channel',
    ],
    [
      'a threshold that is no number',
      'POST',
      '/v1/alerts/rules/ratio-low',
      { threshold: '1.5' },
      keys.operator,
      400,
      'invalid-request',
    ],
    ['a history of nothing', 'GET', '/v1/metrics/history?series=x', undefined, keys.operator, 404, 'unknown-series'],
    [
      'a time that is none',
      'GET',
      '/v1/metrics/history?series=x&from=noon',
      undefined,
      keys.operator,
      400,
      'invalid-request',
    ],
  ])('%s', async (_, method, path, body, key, status, code) => {
    expect(await send(method, path, body, key)).toMatchObject({ status, body: { code } });
  });

  test('and counted, where a key was sent', async () => {
    const count = world.services.monitor.authentication.total();
    await send('GET', '/v1/alerts', undefined, 'guessed');
    await send('GET', '/v1/alerts', undefined, null);
    expect(world.services.monitor.authentication.total()).toBe(count + 1);
  });
});
