import { createRequire } from 'node:module';
import { type Log, silentLog } from '@istsi/bitcoin-custody';
import { loadContract } from '@istsi/contracts';
import { AddressChange, ContractKind } from '@istsi/contracts/clients/integration-router';
import {
  contractIdOf,
  createContract,
  createSubmitter,
  isAfter,
  type Network,
  openNetwork,
  uploadWasm,
} from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { busStatus } from '../src/bus/bus-status.ts';
import type { BusEvent } from '../src/bus/envelope.ts';
import { eventDefinitions } from '../src/bus/event-schemas.ts';
import { builtSpecs } from '../src/bus/followed-contracts.ts';
import { ingestStellar } from '../src/bus/ingest-stellar.ts';
import { rereadKeptBack } from '../src/bus/kept-back.ts';
import { headOf, readBus } from '../src/bus/read-events.ts';
import { sequenceEvents } from '../src/bus/sequencer.ts';
import type { BusWorld } from '../src/bus/streams.ts';
import { type Database, int8AsBigint, openDatabase } from '../src/database/open-database.ts';
import { depositOperationId } from '../src/index.ts';
import { propose } from './administer.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from './database.ts';
import { createDeath, mortalDatabase, mortalNetwork } from './dying.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;
let databases: TestDatabases;
let holder: Holder;
let withdrawal: string;
/** What the services' own bus had read when they were stopped. */
let told: BusEvent[];
beforeAll(async () => {
  databases = await startTestDatabases();
  world = await startWorld();
  holder = await world.createHolder(60_000n);
  withdrawal = await world.withdraw(holder, { sats: 40_000n, to: await world.bitcoin.call('getnewaddress') });
  await world.waitForWithdrawal(withdrawal, 'broadcast');
  await world.bitcoin.mine(2);
  await world.waitForWithdrawal(withdrawal, 'settled');
  told = await until(
    async () => {
      const events = await world.services.events.read({ after: 0n, limit: 10_000 });
      return events.some(({ type, subject }) => isA(type, 'OperationSettled') && subject === withdrawal)
        ? events
        : undefined;
    },
    () => 'the bus to tell of the end',
  );
  await world.services.stop();
});
afterAll(async () => {
  await world?.stop();
  await databases?.stop();
});

let database: Database;
let said: string[];
const log: Log = (level, message) => void said.push(`${level} ${message}`);
beforeEach(async () => {
  said = [];
  database = await openTestDatabase(databases);
  return async () => await database.close();
});
afterEach(() => {
  world.stellar.lie = undefined;
});

const isA = (type: string, event: string): boolean => type.endsWith(`.${event}.v1`);
const honest = (): Network => openNetwork(world.sandbox);
const lying = (): Network =>
  openNetwork({ rpcUrl: world.stellar.url, networkPassphrase: world.sandbox.networkPassphrase });

async function ingest(views: Pick<BusWorld, 'network' | 'other'> = { network: honest() }): Promise<void> {
  const { manifest } = world;
  await ingestStellar({ database, manifest, log, ...views }, new AbortController().signal);
  await sequenceEvents(database);
}

const readAll = async (): Promise<BusEvent[]> => await readBus(database.db, { after: 0n, limit: 10_000 });
const ofStellar = (events: readonly BusEvent[]) =>
  events.filter(({ source }) => source.startsWith('urn:istsi:stellar:')).map(({ sequence: _, ...event }) => event);
const status = async () => await busStatus(database.db, 1);

/** Changes what `getEvents` answers. */
function changeEvents(change: (events: RawEvent[]) => RawEvent[]): void {
  world.stellar.lie = async (method, _params, forward) => {
    const answer = (await forward()) as { result: { events: RawEvent[] } };
    if (method !== 'getEvents' || answer.result === undefined) return answer;
    return { result: { ...answer.result, events: change(answer.result.events) } };
  };
}

interface RawEvent {
  id: string;
  topic: string[];
  value: string;
}

describe('the services’ bus', () => {
  test('tells a deposit and a withdrawal from end to end, each under its operation, on both chains', () => {
    const received = told.find(({ type }) => isA(type, 'OutputReceived'));
    const { txid, vout } = received!.data as { txid: string; vout: number };
    const deposit = told.filter(({ subject }) => subject === depositOperationId({ txid, vout }));
    const types = deposit.map(({ type }) => type.split('.').slice(2, -1).join('.'));
    expect(types).toEqual(
      expect.arrayContaining([
        ...['bitcoin.OutputReceived', 'reserve-manager.DepositRegistered', 'istsi-token.IntegratedMint'],
        ...['kyc-registry.IntegrationEventRegistered', 'integration-router.BitcoinDeposit'],
      ]),
    );
    const names = told.filter(({ subject }) => subject === withdrawal).map(({ type }) => type);
    expect(names).toEqual(
      expect.arrayContaining([
        expect.stringContaining('istsi-token.IntegratedBurn'),
        expect.stringContaining('reserve-manager.WithdrawalRecorded'),
        expect.stringContaining('integration-router.OperationSettled'),
      ]),
    );
    expect(told.some(({ type, data }) => isA(type, 'OutputSpent') && data.txid === txid)).toBe(true);
  });

  test('gives places without holes, and ids that nobody else has', () => {
    expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, i) => String(i + 1)));
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
  });

  test('tells nothing that the generated schemas do not allow', () => {
    // ajv is an export of CommonJS alone.
    const Ajv = createRequire(import.meta.url)('ajv') as new (options: object) => { compile(schema: object): Check };
    type Check = ((data: unknown) => boolean) & { errors?: unknown };
    const ajv = new Ajv({ unknownFormats: 'ignore' });
    const checks = new Map(eventDefinitions(builtSpecs()).map(({ type, schema }) => [type, ajv.compile(schema)]));
    for (const { type, data } of told) {
      const check = checks.get(type);
      expect(check?.(data), `${type}: ${JSON.stringify(check?.errors)} ${JSON.stringify(data)}`).toBe(true);
      expect(check?.({ ...data, unheard_of: 1 }), type).toBe(false);
    }
  });

  test('is the same when it is read again into an empty database: ids, order, and every word', async () => {
    await ingest();
    const again = ofStellar(await readAll());
    expect(again.slice(0, ofStellar(told).length)).toEqual(ofStellar(told));
    expect((await status()).discrepancies).toEqual([]);
  });

  test('is the same with Bitcoin’s facts when the services find an empty database', async () => {
    const elsewhere = await world.startElsewhere();
    let missing: string[] = [];
    // As many would not do: it also tells of what came behind the last event that was told here.
    await until(
      async () => {
        const ids = new Set((await elsewhere.events.read({ after: 0n, limit: 10_000 })).map(({ id }) => id));
        missing = told.map(({ id }) => id).filter((id) => !ids.has(id));
        return missing.length === 0 ? true : undefined;
      },
      () => `another bus to tell ${missing.join()}`,
    );
    await elsewhere.stop();
  });
});

describe('one RPC', () => {
  test('that tells a ledger’s number and header behind its metadata is understood', async () => {
    await ingest();
    const head = await headOf(database.db);
    await database.close();
    database = await openTestDatabase(databases);
    world.stellar.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: { ledgers: Record<string, unknown>[] } };
      if (method !== 'getLedgers' || !answer.result) return answer;
      const ledgers = answer.result.ledgers.map(({ metadataXdr, ...rest }) => ({ metadataXdr, ...rest }));
      return { result: { ...answer.result, ledgers } };
    };
    await ingest({ network: lying() });
    expect(await headOf(database.db)).toBe(head);
    expect((await status()).discrepancies).toEqual([]);
  });

  test('that leaves out an event is noticed: the event is told all the same, in its place', async () => {
    changeEvents((events) => events.filter((_, i) => i !== 3));
    await ingest({ network: lying() });
    const { discrepancies, head } = await status();
    expect(discrepancies.length).toBeGreaterThan(0);
    expect(said.join('\n')).toContain('error the events of a ledger were not what the ledger holds');
    const repaired = ofStellar(await readAll());
    world.stellar.lie = undefined;
    await database.close();
    database = await openTestDatabase(databases);
    await ingest();
    expect(repaired).toEqual(ofStellar(await readAll()));
    expect(await headOf(database.db)).toBe(head);
  });

  test('that leaves out an event is noted with what puts it right, or nothing is put right', async () => {
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'nothing is noted'; end $$`.execute(
      database.db,
    );
    await sql`create trigger refuse before insert on istsi.bus_discrepancies execute function refuse()`.execute(
      database.db,
    );
    changeEvents((events) => events.filter((_, i) => i !== 3));
    await expect(ingest({ network: lying() })).rejects.toThrow('nothing is noted');
    await sql`drop trigger refuse on istsi.bus_discrepancies`.execute(database.db);
    await ingest();
    expect((await status()).discrepancies.length).toBeGreaterThan(0);
  });

  test('that invents an event moves nobody: it is kept back, and shown as what it is', async () => {
    changeEvents((events) => {
      const [first] = events;
      return first ? [{ ...first, id: first.id.replace(/\d$/, '9') }, ...events.slice(1)] : events;
    });
    await ingest({ network: lying() });
    const { keptBack, discrepancies } = await status();
    expect(keptBack.map(({ reason }) => reason)).toContain('the RPC told it, and its ledger does not hold it');
    expect(discrepancies[0]?.problem).toMatch(/told 1 events that it does not hold/);
    const invented = keptBack.map(({ id }) => id);
    expect((await readAll()).filter(({ id }) => invented.includes(id))).toEqual([]);
  });

  test('that changes what an event says is not believed', async () => {
    changeEvents((events) => events.map((event, i) => (i === 2 ? { ...event, value: events[0]!.value } : event)));
    await ingest({ network: lying() });
    world.stellar.lie = undefined;
    const changed = ofStellar(await readAll());
    await database.close();
    database = await openTestDatabase(databases);
    await ingest();
    expect(changed).toEqual(ofStellar(await readAll()));
  });

  test('that fails on a page is asked again from the same place', async () => {
    let asked = 0;
    world.stellar.lie = async (method, _params, forward) =>
      method === 'getLedgers' && ++asked === 2 ? { error: { code: -32_600, message: 'no' } } : await forward();
    await expect(ingest({ network: lying() })).rejects.toMatchObject({ code: 'soroban/rpc-error' });
    world.stellar.lie = undefined;
    await ingest({ network: lying() });
    expect(await status()).toMatchObject({ gaps: [], discrepancies: [], problem: undefined, waiting: 0 });
    expect(ofStellar(await readAll()).slice(0, 50)).toEqual(ofStellar(told).slice(0, 50));
  });

  test('that shows no ledgers has nothing taken for compared, and that is said', async () => {
    world.stellar.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: object };
      return method === 'getLedgers' ? { result: { ...answer.result, ledgers: [] } } : answer;
    };
    await ingest({ network: lying() });
    const { problem, waiting } = await status();
    expect(problem).toMatch(/shows none from \d+ on/);
    expect(waiting).toBeGreaterThan(0);
    expect(ofStellar(await readAll())).toEqual([]);
  });
});

describe('two RPCs', () => {
  test('that say the same are as good as one', async () => {
    await ingest({ network: honest(), other: lying() });
    expect(ofStellar(await readAll()).slice(0, ofStellar(told).length)).toEqual(ofStellar(told));
    expect((await status()).problem).toBeUndefined();
  });

  test.each<[string, (ledger: RawLedger) => RawLedger, string]>([
    ['have different ledgers', (ledger) => ({ ...ledger, hash: 'ab'.repeat(32) }), 'its hash is'],
    ['have different events', (ledger) => withoutEvents(ledger), 'of one hash, it has different events'],
  ])('that %s let nothing through, and say so; once they agree, all of it', async (_, change, problem) => {
    world.stellar.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: { ledgers: RawLedger[] } };
      if (method !== 'getLedgers') return answer;
      return { result: { ...answer.result, ledgers: answer.result.ledgers.map(change) } };
    };
    await ingest({ network: honest(), other: lying() });
    const stuck = await status();
    expect(stuck.problem).toContain('the two Stellar nodes do not agree about ledger');
    expect(stuck.problem).toContain(problem);
    expect(stuck.waiting).toBeGreaterThan(0);
    expect(ofStellar(await readAll()).length).toBeLessThan(ofStellar(told).length);
    world.stellar.lie = undefined;
    await ingest({ network: honest(), other: lying() });
    expect(await status()).toMatchObject({ problem: undefined, waiting: 0 });
    expect(ofStellar(await readAll()).slice(0, ofStellar(told).length)).toEqual(ofStellar(told));
  });

  interface RawLedger {
    hash: string;
    headerXdr: string;
    metadataXdr: string;
  }

  let empty: string | undefined;
  /** The metadata of a ledger in which nothing happened. */
  function withoutEvents(ledger: RawLedger): RawLedger {
    const header = Buffer.from(ledger.headerXdr, 'base64');
    const metadata = Buffer.from(ledger.metadataXdr, 'base64');
    if (metadata.length < 1_000) empty ??= ledger.metadataXdr;
    if (empty === undefined || metadata.length < 1_000) return ledger;
    const bytes = Buffer.from(empty, 'base64');
    const [before, after] = [bytes.subarray(0, 8), bytes.subarray(8 + header.length)];
    return { ...ledger, metadataXdr: Buffer.concat([before, header, after]).toString('base64') };
  }
});

test.each<[string, () => Pick<BusWorld, 'network' | 'other'>]>([
  ['the only RPC', () => ({ network: lying() })],
  ['the second of two', () => ({ network: honest(), other: lying() })],
])(
  '%s, whose nodes do not all have the last ledgers, is asked for them again, and accused of nothing',
  async (_, views) => {
    world.stellar.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: { ledgers: object[] } };
      if (method !== 'getLedgers') return answer;
      return { result: { ...answer.result, ledgers: answer.result.ledgers.slice(0, -1) } };
    };
    await ingest(views());
    const behind = await status();
    expect(behind.problem).toBeUndefined();
    expect(behind.verifiedLedger).toBeLessThan(told.findLast(({ source }) => source.includes('stellar'))!.height);
    world.stellar.lie = undefined;
    await ingest(views());
    expect(await status()).toMatchObject({ gaps: [], discrepancies: [], problem: undefined, waiting: 0 });
    expect(ofStellar(await readAll()).slice(0, ofStellar(told).length)).toEqual(ofStellar(told));
  },
);

test('a second RPC that shows no ledgers lets nothing through', async () => {
  world.stellar.lie = async (method, _params, forward) => {
    const answer = (await forward()) as { result: object };
    return method === 'getLedgers' ? { result: { ...answer.result, ledgers: [] } } : answer;
  };
  await ingest({ network: honest(), other: lying() });
  expect((await status()).problem).toContain('the second one does not have it');
  expect(ofStellar(await readAll())).toEqual([]);
});

test('a Stellar history that was replaced stops the bus, and it says so', async () => {
  await ingest();
  const before = await readAll();
  await database.db
    .updateTable('istsi.bus_streams')
    .set({ verified_hash: 'ab'.repeat(32) })
    .execute();
  await world.advanceTime(1);
  await ingest();
  expect((await status()).problem).toContain('the Stellar history was replaced');
  expect(await readAll()).toEqual(before);
  expect(said.join()).toContain('the event bus stands still');
});

test('events that the RPC dropped before they were read are a gap, which readers are told of in its place', async () => {
  const heights = ofStellar(told).map(({ height }) => height);
  const half = heights[Math.floor(heights.length / 2)]!;
  // A first part is read, and then the node forgets more than that.
  world.stellar.lie = async (method, _params, forward) => {
    if (method === 'getHealth') return withHealth(await forward(), { latestLedger: half });
    const answer = (await forward()) as { result: { events: { ledger: number }[] } };
    if (method !== 'getEvents') return answer;
    const events = answer.result.events.filter(({ ledger }) => ledger <= half);
    return { result: { ...answer.result, events, latestLedger: half, cursor: endOf(half) } };
  };
  await ingest({ network: lying() });
  const before = (await readAll()).length;
  expect(before).toBeGreaterThan(0);
  const oldest = half + 3;
  world.stellar.lie = async (method, params, forward) => {
    if (method === 'getHealth') return withHealth(await forward(), { oldestLedger: oldest });
    const { cursor } = (params?.pagination ?? {}) as { cursor?: string };
    if (
      method === 'getEvents' &&
      cursor !== undefined &&
      !isAfter(cursor, endOf(oldest - 1)) &&
      cursor !== endOf(oldest - 1)
    )
      return { error: { code: -32_600, message: 'startLedger must be within the ledger range' } };
    return await forward();
  };
  await ingest({ network: lying() });
  const from = half + 1;
  expect(await status()).toMatchObject({ gaps: [{ from, through: oldest - 1 }], problem: undefined, waiting: 0 });
  const after = await readAll();
  expect(after[before]).toMatchObject({
    type: 'com.istsi.bus.GapNoticed.v1',
    data: { from_ledger: from, through_ledger: oldest - 1 },
  });
  const kept = ofStellar(told).filter(({ height }) => height <= half || height >= oldest);
  expect(
    ofStellar(after)
      .filter(({ type }) => !isA(type, 'GapNoticed'))
      .slice(0, kept.length),
  ).toEqual(kept);
});

const withHealth = (answer: object, changed: object) => ({
  result: { ...(answer as { result: object }).result, ...changed },
});
const endOf = (ledger: number): string => `${String((BigInt(ledger + 1) << 32n) - 1n).padStart(19, '0')}-4294967295`;

test('an ingestion killed after any exchange with database or RPC misses nothing and tells nothing twice', async () => {
  await ingest();
  const wanted = await readAll();
  let isDone = false;
  let exchange = 1;
  // Every third, because each begins from nothing.
  for (; !isDone; exchange += 3) {
    const url = await databases.create();
    const own = await openDatabase(url, silentLog);
    const death = createDeath(exchange);
    const mortal = mortalDatabase(url, int8AsBigint, death);
    const dying = { database: mortal, network: mortalNetwork(honest(), death), manifest: world.manifest, log };
    await ingestStellar(dying, new AbortController().signal)
      .then(async () => await sequenceEvents(mortal))
      .catch(() => undefined);
    await mortal.close().catch(() => undefined);
    isDone = death.count() < exchange;
    await database.close();
    database = own;
    await ingest();
    expect(await readAll(), `killed after exchange ${exchange}`).toEqual(wanted);
  }
  expect(exchange).toBeGreaterThan(30);
});

test('an event that nobody can read is kept with its bytes, and told once it can be read', async () => {
  await ingest();
  const all = await readAll();
  const [registered] = all.filter(({ type }) => isA(type, 'AddressRegistered'));
  const raw = await rawOf(registered!);
  await database.db
    .updateTable('istsi.bus_events')
    .set({ type: null, data: null, subject: null, seq: null, reason: 'nobody can read it', raw: JSON.stringify(raw) })
    .where('id', '=', registered!.id)
    .execute();
  expect((await status()).keptBack).toEqual([{ id: registered!.id, reason: 'nobody can read it' }]);
  expect(await rereadKeptBack(database.db, honest(), world.manifest)).toBe(1);
  await sequenceEvents(database);
  const last = (await readAll()).at(-1)!;
  expect({ ...last, sequence: '' }).toEqual({ ...registered!, sequence: '' });
  expect((await status()).keptBack).toEqual([]);
});

async function rawOf({ height, transaction, id }: BusEvent): Promise<{ topic: string[]; value: string }> {
  const filters = [{ type: 'contract' as const, contractIds: [world.manifest.contracts['kyc-registry'].id] }];
  const { events } = await honest().server.getEvents({ filters, startLedger: height, limit: 100 });
  const index = Number(id.split(':').at(-1));
  const found = events.find((event) => event.txHash === transaction && Number(event.id.split('-')[1]) === index);
  return { topic: found!.topic.map((each) => each.toXdr('base64')), value: found!.value.toXdr('base64') };
}

test('a contract that governance registers is followed from its first event, told behind its registration, always alike', async () => {
  await ingest();
  const oracle = await deployOracle();
  const before = (await readAll()).length;
  const update = { kind: ContractKind.PriceOracle, change: AddressChange.Register, contract: oracle };
  const action = { tag: 'UpdateContractAddresses' as const, values: [[update]] as const };
  await propose(submitter(), world.contracts, world.keys.superAdmin, action);
  await ingest();
  const live = await readAll();
  const since = live.slice(before).map(({ type }) => type.split('.').slice(2, -1).join('.'));
  expect(since.indexOf('price-oracle.OracleConfigured')).toBeGreaterThan(-1);
  expect(live.filter(({ source }) => source.endsWith(oracle)).length).toBeGreaterThan(0);
  expect((await status()).discrepancies).toEqual([]);
  await database.close();
  database = await openTestDatabase(databases);
  await ingest();
  expect(await readAll()).toEqual(live);
});

const submitter = () =>
  createSubmitter({ network: honest(), channels: [world.keys.deployer], errorNames: world.contracts.errorNames });

async function deployOracle(): Promise<string> {
  const { wasm, hash } = loadContract('price-oracle');
  const deployer = world.keys.deployer.publicKey();
  const salt = Buffer.alloc(32, 7);
  const reporters = [holder.address, deployer, world.keys.operator.publicKey()];
  const limits = { quorum: 3, max_age: 600n, max_deviation_bps: 500, max_twap_deviation_bps: 1_000 };
  const args = contract.Spec.fromWasm(Buffer.from(wasm)).funcArgsToScVals('__constructor', {
    router: world.contracts.router.contractId,
    ...{ base: { tag: 'Other', values: ['USD'] }, decimals: 14, resolution: 60 },
    assets: [{ tag: 'Stellar', values: [world.contracts.token.contractId] }],
    config: { reporters, ...limits },
  });
  for (const invoke of [uploadWasm(wasm), createContract(deployer, salt, hash, args)]) {
    const outcome = await submitter().submit({ invoke });
    if (outcome.status !== 'success') throw new Error(JSON.stringify(outcome));
  }
  return contractIdOf(world.sandbox.networkPassphrase, deployer, salt);
}
