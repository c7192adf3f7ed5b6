import { decodeEntry, parseKey, splitProofs, verifyLog, verifyProof } from '@istsi/audit-log';
import { TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

let world: World;
let api: Api;
beforeAll(async () => {
  world = await startWorld({ signedAudit: true });
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

interface CloudEvent {
  type: string;
}

interface Entry {
  index: number;
  at: string;
  action: string;
  actor: string;
  reason: string | null;
  request_id: string | null;
  user: string | null;
  operation: { id: string; type: string; parameters: object } | null;
  kyc: object | null;
  compliance: object | null;
  changes: Record<string, unknown> | null;
  error: { condition: string } | null;
}

async function call(method: 'GET' | 'POST' | 'DELETE', url: string, body?: object, headers: object = {}) {
  const key = keys.operator;
  const payload = body && { payload: body };
  const answer = await api.inject({ method, url, headers: { authorization: `Bearer ${key}`, ...headers }, ...payload });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, bytes: answer.rawPayload };
}

async function entriesOf(query: string): Promise<{ items: Entry[]; persons: Record<string, { value: string }> }> {
  const { status, text } = await call('GET', `/v1/audit?limit=100&${query}`);
  expect(status).toBe(200);
  return JSON.parse(text) as { items: Entry[]; persons: Record<string, { value: string }> };
}

const untilEntries = async (query: string, ...actions: string[]): Promise<Entry[]> => {
  let seen: string[] = [];
  return await until(
    async () => {
      const { items } = await entriesOf(query);
      seen = items.map(({ action }) => action);
      return actions.every((action) => seen.includes(action)) ? items : undefined;
    },
    () => `${actions.join()} among ${seen.join()}`,
  );
};

/** The log as anybody reads it. */
const read = async (path: string): Promise<Uint8Array | undefined> => {
  const { status, bytes } = await call('GET', `/audit/${path}`, undefined, { authorization: '' });
  return status === 200 ? new Uint8Array(bytes) : undefined;
};

const keyOfLog = async () => {
  const { text } = await call('GET', '/v1/audit/status');
  return parseKey((JSON.parse(text) as { key: string }).key)!;
};

describe('the audit log', () => {
  test('has of a deposit all that is asked of its record, and proves it', async () => {
    const { address, depositAddress } = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([depositAddress, 500_000n]);
    const { txid, vout } = outpoint!;
    await world.bitcoin.mine(3);
    const deposit = await world.waitFor({ txid, vout }, 'minted');
    const query = `correlation_id=${deposit.operationId}`;
    const items = await untilEntries(
      query,
      'bitcoin_deposit.minted',
      'integration-router.BitcoinDeposit',
      'kyc-registry.IntegrationEventRegistered',
      'istsi-token.Mint',
    );
    const { persons } = await entriesOf(query);
    const of = (action: string): Entry => items.find((entry) => entry.action === action)!;
    const whole = of('integration-router.BitcoinDeposit');
    expect(whole.operation).toMatchObject({ id: deposit.operationId, type: 'bitcoin_deposit' });
    expect(whole.operation?.parameters).toMatchObject({ btc_amount: '500000', tx_hash: txid, vout });
    expect(Date.parse(whole.at)).not.toBeNaN();
    expect(persons[whole.user!]?.value).toBe(address);
    const checked = of('kyc-registry.IntegrationEventRegistered');
    expect(checked).toMatchObject({ kyc: { tier: 2 }, compliance: { risk_score: expect.any(Number) } });
    expect(of('istsi-token.Mint').changes).toMatchObject({ amount: '500000' });
    expect(of('bitcoin_deposit.minted')).toMatchObject({ actor: 'system', changes: { state: 'minted' } });
    expect(JSON.stringify(items)).not.toContain(address);

    const proof = await until(
      async () => {
        const { status, text } = await call('GET', `/v1/audit/proof/${deposit.operationId}`);
        return status === 200 && splitProofs(text).length >= items.length ? text : undefined;
      },
      () => 'the proof',
    );
    const key = await keyOfLog();
    const shown = splitProofs(proof).map((one) => {
      const check = verifyProof(one, key);
      return check.ok ? decodeEntry(check.entry)?.action : check.problem;
    });
    expect(shown).toEqual(expect.arrayContaining(items.map(({ action }) => action)));
  });

  test('is served as tiles to anybody, and is sound', async () => {
    const { findings, checkpoint } = await verifyLog({ read, key: await keyOfLog() });
    expect(findings).toEqual([]);
    expect(checkpoint!.size).toBeGreaterThan(10);
    expect((await call('GET', '/audit/checkpoint')).headers['content-type']).toBe('text/plain; charset=utf-8');
    expect((await call('GET', '/audit/tile/entries/000.p/1')).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': expect.stringContaining('immutable'),
    });
  });

  test.each(['tile/0/001', 'tile/0/000.p/256', 'tile/9/000', 'tile/entries/../checkpoint', 'tile/0/x000/000'])(
    'serves nothing at %s',
    async (path) => {
      expect((await call('GET', `/audit/${path}`)).status).toBe(404);
    },
  );

  test('names who asked for an act of the API, why, by which request, and what came of it', async () => {
    const url = 'http://127.0.0.1:9/hook';
    const added = await call('POST', '/v1/webhooks', { url }, { 'x-audit-reason': 'books of the branch' });
    expect(added.status).toBe(201);
    const [entry] = await untilEntries('action=webhook.add', 'webhook.add');
    expect(entry).toMatchObject({
      ...{ actor: 'api:operator', reason: 'books of the branch', request_id: added.headers['x-request-id'] },
      changes: { webhook: (JSON.parse(added.text) as { id: string }).id },
    });
    expect(JSON.stringify(entry)).not.toContain('127.0.0.1');

    const user = { address: (await world.createUser()).address, tier: 1 };
    const compliance = { authorization: `Bearer ${keys.compliance}` };
    expect((await call('POST', '/v1/identities', user, compliance)).status).toBe(409);
    const items = await untilEntries('actor=api:compliance', 'identity.register.asked', 'identity.register.failed');
    expect(items.find(({ action }) => action.endsWith('failed'))?.error?.condition).toContain('already-registered');
  });

  test('leads from the id of a request to the operation, and so to the events of the contracts', async () => {
    const holder = await world.createHolder(600_000n);
    const to = await world.bitcoin.call<string>('getnewaddress');
    const order = { user: holder.address, amount_sats: '200000', bitcoin_address: to };
    const prepared = JSON.parse((await call('POST', '/v1/withdrawals/prepare', order)).text) as { envelope: string };
    const transaction = TransactionBuilder.fromXdr(prepared.envelope, world.sandbox.networkPassphrase);
    transaction.sign(holder.keypair);
    const sent = await call('POST', '/v1/withdrawals', { envelope: transaction.toXdr() });
    expect(sent.status).toBe(200);
    const request = String(sent.headers['x-request-id']);
    const [entry] = await untilEntries(`correlation_id=${request}`, 'withdrawal.relayed');
    const { id } = entry!.operation!;
    expect(entry).toMatchObject({ request_id: request, operation: { type: 'token_withdrawal' } });
    expect(sent.text).toContain(id);
    const types = await until(
      async () => {
        const { items } = JSON.parse((await call('GET', `/v1/events?subject=${id}`)).text) as { items: CloudEvent[] };
        const told = items.map(({ type }) => type);
        return told.includes('com.istsi.integration-router.TokenWithdrawal.v1') ? told : undefined;
      },
      () => `the events of ${id}`,
    );
    expect(types).toContain('com.istsi.istsi-token.IntegratedBurn.v1');
    // And back: what is known of the operation names the request.
    const all = await untilEntries(`correlation_id=${id}`, 'integration-router.TokenWithdrawal', 'withdrawal.relayed');
    expect(all.map(({ request_id }) => request_id)).toContain(request);
  });

  test.each<[string, string, object, number]>([
    ['without a key', '/v1/audit', { authorization: '' }, 401],
    ['with another key', '/v1/audit', { authorization: 'Bearer another' }, 401],
    ['with a range that is too long', '/v1/audit/entries?from=0&through=1000', {}, 400],
    ['with a range that ends before it begins', '/v1/audit/entries?from=2&through=1', {}, 400],
    ['with a proof of nothing', `/v1/audit/proof/${'0'.repeat(64)}`, {}, 404],
  ])('refuses a reader %s', async (_, path, headers, status) => {
    expect((await call('GET', path, undefined, headers)).status).toBe(status);
  });

  test('refuses a reason that is no plain text, and does nothing then', async () => {
    const headers = { 'x-audit-reason': 'x'.repeat(201) };
    const refused = await call('POST', '/v1/webhooks', { url: 'http://127.0.0.1:9/other' }, headers);
    expect(refused.status).toBe(400);
    expect((await call('GET', '/v1/webhooks')).text).not.toContain('9/other');
  });

  test('forgets a person when it is asked to, and stays sound', async () => {
    const { address } = await world.createUser();
    await untilEntries(`user=${address}`, 'identity.register.done', 'kyc-registry.ComplianceAction');
    expect(JSON.parse((await call('POST', '/v1/audit/forget', { address })).text)).toEqual({ found: true });
    await untilEntries('action=audit.forget', 'audit.forget');
    expect((await entriesOf(`user=${address}`)).items).toEqual([]);
    expect((await verifyLog({ read, key: await keyOfLog() })).findings).toEqual([]);
  });
});
