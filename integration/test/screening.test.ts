import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatOutpoint, type Outpoint } from '../src/index.ts';
import { createOwners } from './owners.ts';
import { startWorld, until, type World } from './world.ts';

const TOKEN = 'token-of-the-test';
const SATS = 300_000n;
const AFTER = 4;
const DAY = 86_400;

let world: World;
let provider: Server;
let listed: Set<string>;
/** How the provider answers, where it is not as it should. */
let answer: { status: number; body: string } | undefined;

beforeAll(async () => {
  provider = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { address } = JSON.parse(Buffer.concat(chunks).toString()) as { address: string };
      const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
      const { status, body } = answer ?? {
        status: isKnown ? 200 : 401,
        body: JSON.stringify({ listed: listed.has(address), reference: 'list 3, line 14' }),
      };
      response.writeHead(status).end(body);
    });
  });
  await once(provider.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/screen`;
  world = await startWorld({
    withdrawals: { returnAfterBlocks: AFTER },
    rules: { returnAfterBlocks: AFTER },
    screening: { providers: [{ name: 'example', url, token: TOKEN }], allowed: ['127.0.0.1/32'], clearMs: 0 },
  });
});
afterAll(async () => {
  await world?.stop();
  provider?.closeAllConnections();
  provider?.close();
});
beforeEach(() => {
  listed = new Set();
  answer = undefined;
});

/** A payment in the memory pool, and where it comes from. */
async function pay(address: string): Promise<{ outpoint: Outpoint; source: string }> {
  const [outpoint] = await world.bitcoin.pay([address, SATS]);
  const { vin } = await world.bitcoin.call<{ vin: { txid: string; vout: number }[] }>(
    ...(['getrawtransaction', outpoint!.txid, 1] as const),
  );
  const { vout } = await world.bitcoin.call<{ vout: { scriptPubKey: { address: string } }[] }>(
    ...(['getrawtransaction', vin[0]!.txid, 1] as const),
  );
  return { outpoint: outpoint!, source: vout[vin[0]!.vout]!.scriptPubKey.address };
}

const refusalOf = async (outpoint: Outpoint) => (await world.services.deposit(outpoint))?.refusal;

async function waitForRefusal(outpoint: Outpoint, code: string): Promise<void> {
  await until(
    async () => ((await refusalOf(outpoint))?.code === code ? true : undefined),
    () => `the deposit to be refused as ${code}`,
  );
}

async function caseOf(operation: string) {
  const [found, ...more] = (await world.services.screening.cases({ open: true, limit: 50 })).filter(
    (one) => one.operation === operation,
  );
  expect(more).toEqual([]);
  return found!;
}

async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  const { rows } = await client.query<Row>(text, values);
  await client.end();
  return rows;
}

async function actions(operation: string): Promise<string[]> {
  const rows = await query<{ action: string }>(
    `select action from istsi.audit_entries where operation = $1 and action like 'screening%' order by arrived`,
    [operation],
  );
  return rows.map(({ action }) => action);
}

describe('a deposit that comes from an address on a list', () => {
  test('becomes no tokens until an officer lets it go, and its owner reads nothing of the list', async () => {
    const { address, depositAddress } = await world.createUser();
    const { outpoint, source } = await pay(depositAddress);
    listed.add(source);
    await world.bitcoin.mine(AFTER + 2);
    await waitForRefusal(outpoint, 'screened');
    const shown = inspect(await world.services.deposit(outpoint), { depth: 10 });
    expect(shown).not.toMatch(new RegExp(`${source}|example|list 3`));
    const held = await caseOf(formatOutpoint(outpoint));
    expect(held).toMatchObject({ kind: 'deposit', address: source, provider: 'example', reference: 'list 3, line 14' });

    // Neither time, nor a look, nor an officer who wants it paid back moves it.
    await world.services.recheckDeposit(outpoint);
    await world.services.requestReturn(outpoint);
    await world.bitcoin.mine(AFTER);
    await world.services.recheckDeposit(outpoint);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await world.balance(address)).toBe(0n);
    expect((await world.services.deposit(outpoint))?.payback).toBeNull();

    const released = await world.services.screening.release(held.id, { by: 'ada', reason: 'another of that name' });
    expect(released.released).toMatchObject({ by: 'ada', reason: 'another of that name' });
    await world.waitFor(outpoint, 'minted');
    expect(await world.balance(address)).toBe(SATS);
    expect(await actions(formatOutpoint(outpoint))).toEqual(['screening.hit', 'screening.release']);
    await expect(world.services.screening.release(held.id, { by: 'eve', reason: 'again' })).rejects.toThrow(
      /released before, by ada/,
    );
  });

  test('that the registry refuses is not paid back either', async () => {
    const owner = await createOwners(world).createOwner(0);
    const { outpoint, source } = await pay(owner.depositAddress);
    listed.add(source);
    await world.bitcoin.mine(AFTER + 2);
    await waitForRefusal(outpoint, 'screened');
    expect((await world.services.deposit(outpoint))?.payback).toBeNull();
    const { id } = await caseOf(formatOutpoint(outpoint));
    await world.services.screening.release(id, { by: 'ada', reason: 'goes back' });
    await world.waitFor(outpoint, 'returnable');
  });
});

describe('a provider that cannot say', () => {
  test.each<[string, { status: number; body: string }]>([
    ['because it is out of order', { status: 503, body: '' }],
    ['because it says something else', { status: 200, body: '{"listed":"no"}' }],
    ['because it is no JSON', { status: 200, body: '<html>' }],
  ])('%s clears nobody, and holds nobody once it can', async (_, bad) => {
    const { depositAddress } = await world.createUser();
    answer = bad;
    const { outpoint } = await pay(depositAddress);
    await world.bitcoin.mine(AFTER);
    await waitForRefusal(outpoint, 'cannot-screen');
    expect(
      (await world.services.screening.cases({ open: true, limit: 50 })).map(({ operation }) => operation),
    ).not.toContain(formatOutpoint(outpoint));
    answer = undefined;
    await world.services.recheckDeposit(outpoint);
    await world.waitFor(outpoint, 'minted');
  });
});

describe('a withdrawal to an address on a list', () => {
  test('is not paid until an officer lets it go, while others are', async () => {
    const alice = await world.createHolder(SATS, SATS);
    const [bad, good] = await Promise.all([
      world.bitcoin.call<string>('getnewaddress'),
      world.bitcoin.call<string>('getnewaddress'),
    ]);
    listed.add(bad);
    // In capitals it is the same place.
    const id = await world.withdraw(alice, { sats: 200_000n, to: bad.toUpperCase() });
    const other = await world.withdraw(alice, { sats: 200_000n, to: good });
    await until(
      async () => ((await world.services.withdrawal(other))?.txid ? true : undefined),
      () => 'the other to be paid',
    );
    expect(await world.services.withdrawal(id)).toMatchObject({ state: 'pending', refusal: { code: 'screened' } });
    const held = await caseOf(id);
    expect(held).toMatchObject({ kind: 'withdrawal', address: bad });
    await world.services.screening.release(held.id, { by: 'ada', reason: 'cleared' });
    await until(
      async () => ((await world.services.withdrawal(id))?.txid ? true : undefined),
      () => 'it to be paid',
    );
  });

  test('holds up no others, however many are held that came before', async () => {
    const alice = await world.createHolder(SATS);
    // More than are considered at once. No chain knows of them: whoever is asked to pay one fails.
    await query(
      `with held as (
         insert into istsi.withdrawals (id, script, amount_sats, max_fee_sats, deadline, wake_at, created_at)
         select encode(sha256(i::text::bytea), 'hex'), '0014' || repeat('ab', 20), 1000, 1000, 9999999999, null,
           now() - interval '1 day' from generate_series(1, $1::int) i returning id)
       insert into istsi.screening_cases (id, kind, operation, address, provider)
       select 'sc_' || id, 'withdrawal', id, 'bad', 'example' from held`,
      [300],
    );
    const id = await world.withdraw(alice, { sats: 200_000n, to: await world.bitcoin.call('getnewaddress') });
    await until(
      async () => ((await world.services.withdrawal(id))?.txid ? true : undefined),
      () => 'it to be paid',
    );
  });

  test('that stays held is given back once after its deadline, and no release pays it then', async () => {
    const alice = await world.createHolder(SATS);
    const bad = await world.bitcoin.call<string>('getnewaddress');
    listed.add(bad);
    const id = await world.withdraw(alice, { sats: 200_000n, to: bad });
    await until(
      async () => ((await world.services.withdrawal(id))?.refusal?.code === 'screened' ? true : undefined),
      () => 'it to be held',
    );
    expect(await world.balance(alice.address)).toBe(100_000n);
    await world.advanceTime(4 * DAY);
    await world.services.recheckWithdrawal(id);
    await world.waitForWithdrawal(id, 'refunded');
    expect(await world.balance(alice.address)).toBe(SATS);

    const { id: held } = await caseOf(id);
    await world.services.screening.release(held, { by: 'ada', reason: 'too late' });
    await world.services.recheckWithdrawal(id);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await world.services.withdrawal(id)).toMatchObject({ state: 'refunded', txid: null });
    expect(await world.balance(alice.address)).toBe(SATS);
  });
});
