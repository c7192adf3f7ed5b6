import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Asset, Keypair, nativeToScVal, Operation, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SETTINGS } from '../src/network-settings.ts';
import { callRpc, deployToken, startWorld, type World } from './world.ts';

let world: World;
let admin: Keypair;
let alice: Keypair;
let contractId: string;
const minted: number[] = [];

beforeAll(async () => {
  world = await startWorld();
  [admin, alice] = [await world.fund(), await world.fund()];
  const { token, id } = await deployToken(world, admin);
  contractId = id;
  for (let index = 0; index < 5; index++) {
    const to = index % 2 === 0 ? admin : alice;
    const { getTransactionResponse } = await (await token.mint({ to: to.publicKey(), amount: 1n })).signAndSend();
    minted.push(getTransactionResponse?.status === 'SUCCESS' ? getTransactionResponse.ledger : 0);
  }
  await (await token.transfer({ from: admin.publicKey(), to: alice.publicKey(), amount: 1n })).signAndSend();
});
afterAll(() => world.stop());

async function post(body: string): Promise<{ status: number; answer: { error?: { code: number }; id?: unknown } }> {
  const response = await fetch(world.sandbox.rpcUrl, { method: 'POST', body });
  return { status: response.status, answer: (await response.json()) as { error?: { code: number } } };
}

describe('JSON-RPC', () => {
  test.each<[string, string, number, unknown]>([
    ['text that is not JSON', '{"jsonrpc"', -32700, null],
    ['a request that is no object', '7', -32600, null],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"getHealth"}', -32600, 1],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":7}', -32600, 1],
    ['an empty batch', '[]', -32600, null],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"getNothing"}', -32601, 1],
    ['a method of every object', '{"jsonrpc":"2.0","id":1,"method":"toString"}', -32601, 1],
    ['parameters by position', '{"jsonrpc":"2.0","id":"a","method":"getTransaction","params":["00"]}', -32602, 'a'],
    ['a missing parameter', '{"jsonrpc":"2.0","id":1,"method":"getTransaction","params":{}}', -32602, 1],
    [
      'a hash of another length',
      '{"jsonrpc":"2.0","id":1,"method":"getTransaction","params":{"hash":"00"}}',
      -32602,
      1,
    ],
    [
      'no transaction',
      '{"jsonrpc":"2.0","id":1,"method":"sendTransaction","params":{"transaction":"AAAA"}}',
      -32602,
      1,
    ],
    [
      'a format that is none',
      '{"jsonrpc":"2.0","id":1,"method":"getLedgerEntries","params":{"keys":[],"xdrFormat":"xml"}}',
      -32602,
      1,
    ],
    [
      'too many events at once',
      '{"jsonrpc":"2.0","id":1,"method":"getEvents","params":{"startLedger":1,"pagination":{"limit":10001}}}',
      -32602,
      1,
    ],
    [
      'events from outside of the history',
      '{"jsonrpc":"2.0","id":1,"method":"getEvents","params":{"startLedger":10000}}',
      -32600,
      1,
    ],
    [
      'too many transactions at once',
      '{"jsonrpc":"2.0","id":1,"method":"getTransactions","params":{"startLedger":1,"pagination":{"limit":201}}}',
      -32600,
      1,
    ],
    [
      'transactions in a format that is none',
      '{"jsonrpc":"2.0","id":1,"method":"getTransactions","params":{"startLedger":1,"xdrFormat":"xml"}}',
      -32600,
      1,
    ],
    [
      'transactions after a cursor before all ledgers',
      '{"jsonrpc":"2.0","id":1,"method":"getTransactions","params":{"pagination":{"cursor":"4096"}}}',
      -32602,
      1,
    ],
  ])('refuses %s', async (_, body, code, id) => {
    const { answer } = await post(body);
    expect(answer).toMatchObject({ error: { code }, id });
  });

  test('answers batches, and leaves out notifications', async () => {
    const body = '[{"jsonrpc":"2.0","id":1,"method":"getHealth"},{"jsonrpc":"2.0","method":"getHealth"},7]';
    const { answer } = await post(body);
    expect(answer).toMatchObject([
      { id: 1, result: { status: 'healthy' } },
      { id: null, error: { code: -32600 } },
    ]);
  });

  test('refuses a body that is too large, and other verbs and paths', async () => {
    const size = 600 * 1024;
    const status = await new Promise((resolve, reject) => {
      const sent = request(world.sandbox.rpcUrl, { method: 'POST', headers: { 'content-length': size } }, (response) =>
        resolve(response.statusCode),
      );
      sent.on('error', reject);
      sent.end(Buffer.alloc(size, 32));
    });
    expect(status).toBe(413);
    expect((await fetch(world.sandbox.rpcUrl)).status).toBe(405);
    expect((await fetch(`${world.sandbox.rpcUrl}/elsewhere`)).status).toBe(404);
  });

  test('lets browsers in', async () => {
    const response = await fetch(world.sandbox.rpcUrl, { method: 'OPTIONS' });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });
});

test('every method the SDK has is answered in a form it can read', async () => {
  const { server } = world;
  expect(await server.getHealth()).toMatchObject({ status: 'healthy', oldestLedger: 1 });
  expect(await server.getNetwork()).toMatchObject({ passphrase: world.sandbox.networkPassphrase });
  expect(await server.getVersionInfo()).toMatchObject({ protocolVersion: expect.any(Number) });
  expect((await server.getLatestLedger()).headerXdr.ledgerSeq).toBeGreaterThan(1);
  expect(await server.getFeeStats()).toMatchObject({
    sorobanInclusionFee: { min: expect.any(String), ledgerCount: expect.any(Number) },
  });
  expect((await server.getContractWasmByContractId(contractId)).length).toBeGreaterThan(100);
  expect((await server.getContractInstance(contractId)).executable.type).toBe('contractExecutableWasm');
});

test('health tells its times as text', async () => {
  const time = expect.stringMatching(/^\d+$/);
  expect(await world.call('getHealth')).toMatchObject({ latestLedgerCloseTime: time, oldestLedgerCloseTime: time });
});

test("xdrFormat 'json' is answered as SEP-51 writes it, and never beside base64", async () => {
  const inJson = (method: string, params: object) => world.call(method, { ...params, xdrFormat: 'json' });
  const { events } = (await inJson('getEvents', { startLedger: 1, pagination: { limit: 1 } })) as {
    events: Record<string, unknown>[];
  };
  expect(events[0]).toMatchObject({ topicJson: [{ symbol: 'mint' }, { address: admin.publicKey() }] });
  expect(events[0]).toHaveProperty('valueJson');
  expect(events[0]).not.toHaveProperty('topic');

  const { transactions } = (await inJson('getTransactions', { startLedger: minted[0] })) as {
    transactions: Record<string, unknown>[];
  };
  const [mint] = transactions;
  expect(mint).toMatchObject({
    envelopeJson: { tx: { tx: { source_account: admin.publicKey() } } },
    resultJson: { result: { tx_success: [{ op_inner: expect.anything() }] } },
    resultMetaJson: { v4: expect.anything() },
    events: { contractEventsJson: [[{ contract_id: contractId }]] },
  });
  expect(await inJson('getTransaction', { hash: mint!.txHash })).toMatchObject({ envelopeJson: mint!.envelopeJson });

  const { ledgers } = (await inJson('getLedgers', { startLedger: 2, pagination: { limit: 1 } })) as {
    ledgers: unknown[];
  };
  expect(ledgers[0]).toMatchObject({
    headerJson: { header: { ledger_seq: 2 } },
    metadataJson: { v2: expect.anything() },
  });

  const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: alice.xdrAccountId() })).toXdr('base64');
  const { entries } = (await inJson('getLedgerEntries', { keys: [key] })) as { entries: unknown[] };
  const account = { account_id: alice.publicKey() };
  expect(entries).toMatchObject([{ keyJson: { account }, dataJson: { account }, extJson: 'v0' }]);

  const call = Operation.invokeContractFunction({ contract: contractId, function: 'admin', args: [] });
  const transaction = (await world.build(admin, [call])).toXdr();
  expect(await inJson('simulateTransaction', { transaction })).toMatchObject({
    results: [{ returnValueJson: { address: admin.publicKey() }, authJson: [] }],
    transactionDataJson: { resources: expect.anything() },
  });
});

test("xdrFormat 'json' translates what a call would change, and why a transaction is refused", async () => {
  const somebody = Keypair.random().publicKey();
  const mint = (to: string) => {
    const args = [nativeToScVal(to, { type: 'address' }), nativeToScVal(1n, { type: 'i128' })];
    return Operation.invokeContractFunction({ contract: contractId, function: 'mint', args });
  };
  const simulated = async (to: string) => {
    const transaction = (await world.build(admin, [mint(to)])).toXdr();
    return await world.call('simulateTransaction', { transaction, xdrFormat: 'json' });
  };
  const answer = await simulated(somebody);
  expect(answer).not.toHaveProperty('events');
  expect(answer.eventsJson).toContainEqual(
    expect.objectContaining({ event: expect.objectContaining({ contract_id: contractId, type: 'contract' }) }),
  );
  expect(answer.results).toMatchObject([{ authJson: [{ credentials: 'source_account' }], returnValueJson: 'void' }]);
  const data = { contract_data: expect.objectContaining({ contract: contractId }) };
  expect(answer.stateChanges).toContainEqual({
    type: 'created',
    keyJson: data,
    before: null,
    afterJson: expect.objectContaining({ data }),
  });
  const { stateChanges } = await simulated(admin.publicKey());
  expect(stateChanges).toContainEqual({
    type: 'updated',
    keyJson: data,
    beforeJson: expect.objectContaining({ data }),
    afterJson: expect.objectContaining({ data }),
  });

  const unsigned = (await world.build(admin, [Operation.bumpSequence({ bumpTo: '0' })], { signers: [] })).toXdr();
  const refused = await world.call('sendTransaction', { transaction: unsigned, xdrFormat: 'json' });
  expect(refused).toMatchObject({
    status: 'ERROR',
    errorResultJson: { result: 'tx_bad_auth' },
    diagnosticEventsJson: [{ in_successful_contract_call: false, event: { type: 'diagnostic' } }],
  });
  expect(Object.keys(refused).filter((field) => field.endsWith('Xdr'))).toEqual([]);
});

test('ledgers are chained by hash, and header, meta and transactions agree', async () => {
  const { ledgers } = await world.server.getLedgers({ startLedger: 1 });
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const inMeta: string[] = [];
  for (const [index, { headerXdr, metadataXdr, sequence, hash }] of ledgers.entries()) {
    const { header } = headerXdr;
    const meta = metadataXdr.type === 'v2' ? metadataXdr.v2 : undefined;
    const results = new xdr.TransactionResultSet({ results: meta!.txProcessing.map(({ result }) => result) });
    expect(sequence).toBe(index + 1);
    expect(sha256(header.toXdr())).toBe(hash);
    if (index > 0) expect(header.previousLedgerHash.toString()).toBe(ledgers[index - 1]!.hash);
    expect(header.scpValue.txSetHash.toString()).toBe(sha256(meta!.txSet.toXdr()));
    expect(header.txSetResultHash.toString()).toBe(sha256(results.toXdr()));
    inMeta.push(...results.results.map(({ transactionHash }) => transactionHash.toString()));
  }
  const { transactions } = await world.server.getTransactions({ startLedger: 1, pagination: { limit: 200 } });
  expect(transactions.map(({ txHash }) => txHash)).toEqual(inMeta);
});

test('metas written by hand are what the SDK would write', async () => {
  const { ledgers } = (await world.call('getLedgers', { startLedger: 1 })) as { ledgers: { metadataXdr: string }[] };
  const { transactions } = (await world.call('getTransactions', { startLedger: 1 })) as {
    transactions: { resultMetaXdr: string; resultXdr: string }[];
  };
  for (const { metadataXdr } of ledgers) {
    expect(xdr.LedgerCloseMeta.fromXdr(metadataXdr, 'base64').toXdr('base64')).toBe(metadataXdr);
  }
  for (const { resultMetaXdr, resultXdr } of transactions) {
    expect(xdr.TransactionMeta.fromXdr(resultMetaXdr, 'base64').toXdr('base64')).toBe(resultMetaXdr);
    expect(xdr.TransactionResult.fromXdr(resultXdr, 'base64').toXdr('base64')).toBe(resultXdr);
  }
});

test('transactions are paged by cursor', async () => {
  const all = await world.server.getTransactions({ startLedger: 1, pagination: { limit: 200 } });
  const seen: string[] = [];
  let page = await world.server.getTransactions({ startLedger: 1, pagination: { limit: 3 } });
  while (page.transactions.length > 0) {
    seen.push(...page.transactions.map(({ txHash }) => txHash));
    page = await world.server.getTransactions({ pagination: { cursor: page.cursor, limit: 3 } });
  }
  expect(seen).toEqual(all.transactions.map(({ txHash }) => txHash));
  expect(new Set(seen).size).toBe(seen.length);
});

describe('getEvents', () => {
  const symbol = (name: string) => xdr.ScVal.scvSymbol(name).toXdr('base64');
  const address = (keypair: Keypair) => nativeToScVal(keypair.publicKey(), { type: 'address' }).toXdr('base64');

  const count = async (filter: Record<string, unknown>) =>
    (await world.server.getEvents({ startLedger: 1, filters: [filter] })).events.length;

  test.each<[string, () => Record<string, unknown>, number]>([
    ['everything', () => ({}), 6],
    ['contract events', () => ({ type: 'contract' }), 6],
    ['system events', () => ({ type: 'system' }), 0],
    ['one contract', () => ({ contractIds: [contractId] }), 6],
    ['a first topic and one more', () => ({ topics: [[symbol('mint'), '*']] }), 5],
    ['a first topic and two more', () => ({ topics: [[symbol('mint'), '*', '*']] }), 0],
    ['a first topic and any number more', () => ({ topics: [[symbol('transfer'), '**']] }), 1],
    ['a second topic', () => ({ topics: [['*', address(admin), '**']] }), 4],
    [
      'either of two',
      () => ({
        topics: [
          [symbol('mint'), address(alice)],
          [symbol('transfer'), '**'],
        ],
      }),
      3,
    ],
    ['another contract', () => ({ contractIds: ['CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM'] }), 0],
  ])('finds by %s', async (_, filter, expected) => {
    expect(await count(filter())).toBe(expected);
  });

  test('pages by cursor, and waits at the end of what there is', async () => {
    const all = await world.server.getEvents({ startLedger: 1, filters: [] });
    const first = await world.server.getEvents({ startLedger: 1, filters: [], limit: 2 });
    expect(first.cursor).toBe(first.events[1]!.id);
    const rest = await world.server.getEvents({ cursor: first.cursor, filters: [], limit: 100 });
    expect([...first.events, ...rest.events].map(({ id }) => id)).toEqual(all.events.map(({ id }) => id));
    expect(all.events.map(({ id }) => id)).toEqual(all.events.map(({ id }) => id).sort());

    const end = rest.cursor;
    expect((await world.server.getEvents({ cursor: end, filters: [] })).events).toEqual([]);
  });

  test('stops before the end ledger', async () => {
    const { events } = await world.server.getEvents({ startLedger: 1, endLedger: minted[2]!, filters: [] });
    expect(events).toHaveLength(2);
  });

  test.each<[string, Record<string, unknown>]>([
    ['no start', { filters: [] }],
    [
      'both a start and a cursor',
      { startLedger: 1, filters: [], pagination: { cursor: '0000000004294967296-0000000000' } },
    ],
    ['a start outside of the history', { startLedger: 10_000, filters: [] }],
    ['a cursor that is none', { filters: [], pagination: { cursor: 'here' } }],
    ['too high a limit', { startLedger: 1, filters: [], pagination: { limit: 10_001 } }],
    ['six filters', { startLedger: 1, filters: [{}, {}, {}, {}, {}, {}] }],
    ['an unknown type', { startLedger: 1, filters: [{ type: 'diagnostic' }] }],
    ['a contract that is none', { startLedger: 1, filters: [{ contractIds: ['C'] }] }],
    ['five topics', { startLedger: 1, filters: [{ topics: [['*', '*', '*', '*', '*']] }] }],
    ['** before the end', { startLedger: 1, filters: [{ topics: [['**', '*']] }] }],
    ['a topic that is no value', { startLedger: 1, filters: [{ topics: [['transfer']] }] }],
  ])('refuses %s', async (_, params) => {
    await expect(world.call('getEvents', params)).rejects.toMatchObject({ code: expect.any(Number) });
  });
});

describe('getLedgerEntries', () => {
  test('keeps the order asked for and leaves out what is missing', async () => {
    const key = (keypair: Keypair) =>
      xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: keypair.xdrAccountId() }));
    const missing = Keypair.random();
    const { entries } = await world.server.getLedgerEntries(key(alice), key(missing), key(admin));
    expect(entries.map(({ key: found }) => found.toXdr('base64'))).toEqual(
      [key(alice), key(admin)].map((one) => one.toXdr('base64')),
    );
    expect(entries[0]!.liveUntilLedgerSeq).toBeUndefined();
  });

  test('has the settings of the network, and what they say is what holds here', async () => {
    const ids = Array.from({ length: 21 }, (_, id) => xdr.ConfigSettingId.fromValue(id));
    const keys = ids.map((configSettingId) =>
      xdr.LedgerKey.configSetting(new xdr.LedgerKeyConfigSetting({ configSettingId })),
    );
    const { entries } = await world.server.getLedgerEntries(...keys);
    const settings = new Map(
      entries.map(({ val }) => {
        if (val.type !== 'configSetting') throw new Error(val.type);
        return [val.configSetting.type, val.configSetting];
      }),
    );
    // All but the two that only exist while they are being changed.
    expect(settings.size).toBe(19);
    expect(settings.get('configSettingStateArchival')?.value).toMatchObject({
      maxEntryTtl: SETTINGS.maxTtl,
      minPersistentTtl: SETTINGS.minPersistentTtl,
    });
    expect(settings.get('configSettingContractComputeV0')?.value).toMatchObject({
      txMaxInstructions: BigInt(SETTINGS.txMaxInstructions),
    });
    const costs = settings.get('configSettingContractCostParamsCpuInstructions')?.value;
    expect(costs).toHaveLength(86);
    const index = xdr.ContractCostType.verifyEd25519Sig.value;
    expect((costs as xdr.ContractCostParamEntry[])[index]).toMatchObject({ constTerm: 377_551n, linearTerm: 4_059n });
  });

  test.each<[string, unknown]>([
    ['keys that are none', ['AAAA']],
    ['keys of lifetimes', [xdr.LedgerKey.ttl(new xdr.LedgerKeyTtl({ keyHash: Buffer.alloc(32) })).toXdr('base64')]],
    ['more than 200 keys', Array(201).fill('AAAA')],
  ])('refuses %s', async (_, keys) => {
    await expect(world.call('getLedgerEntries', { keys })).rejects.toMatchObject({ code: -32602 });
  });
});

describe('simulateTransaction tells in its error', () => {
  const simulate = async (tx: { toXdr(): string }, more = {}) =>
    await callRpc(world.sandbox.rpcUrl, 'simulateTransaction', { transaction: tx.toXdr(), ...more });

  test('that a text is no transaction', async () => {
    expect(await callRpc(world.sandbox.rpcUrl, 'simulateTransaction', { transaction: 'AAAA' })).toMatchObject({
      error: 'Could not unmarshal transaction',
    });
  });

  test('that an operation is not a Soroban operation', async () => {
    const pay = Operation.payment({ destination: alice.publicKey(), asset: Asset.native(), amount: '1' });
    expect(await simulate(await world.build(admin, [pay]))).toMatchObject({
      error: expect.stringContaining('unsupported operation type'),
    });
  });

  test('that a contract does not exist', async () => {
    const id = 'CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM';
    const call = Operation.invokeContractFunction({ contract: id, function: 'f', args: [] });
    expect(await simulate(await world.build(admin, [call]))).toMatchObject({
      error: expect.stringMatching(/^HostError: Error\(Storage, MissingValue\)/),
    });
  });

  test('that an authorization mode does not exist', async () => {
    const call = Operation.invokeContractFunction({ contract: contractId, function: 'admin', args: [] });
    const tx = await world.build(admin, [call]);
    expect(await simulate(tx, { authMode: 'none' })).toMatchObject({ error: expect.stringContaining("'authMode'") });
    expect((await simulate(tx, { authMode: 'enforce' })).error).toBeUndefined();
  });
});

test('bytes that are nearly a transaction never stop the network', async () => {
  const pay = Operation.payment({ destination: alice.publicKey(), asset: Asset.native(), amount: '1' });
  const bytes = Buffer.from((await world.build(admin, [pay])).toXdr(), 'base64');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), async (at, byte, cut) => {
      const changed = Buffer.from(bytes);
      changed[at] = byte;
      for (const transaction of [changed, bytes.subarray(0, cut)].map((one) => one.toString('base64'))) {
        const simulation = await world.call('simulateTransaction', { transaction });
        expect(simulation.error).toEqual(expect.any(String));
        const sent = await world.call('sendTransaction', { transaction }).catch((cause: { code: number }) => cause);
        if ('code' in sent) expect(sent.code).toBe(-32602);
        else expect(sent.status).toMatch(/PENDING|ERROR|DUPLICATE/);
      }
    }),
    { numRuns: 60 },
  );
  expect((await world.server.getHealth()).status).toBe('healthy');
});

describe('the friendbot', () => {
  const ask = async (query: string, init: RequestInit = {}) => {
    const response = await fetch(`${world.sandbox.friendbotUrl}${query}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('funds a new account with 10,000 XLM, by GET, POST or form', async () => {
    const [one, two, three] = [Keypair.random(), Keypair.random(), Keypair.random()].map((keypair) =>
      keypair.publicKey(),
    );
    expect(await ask(`?addr=${one}`)).toMatchObject({
      status: 200,
      body: { successful: true, hash: expect.any(String) },
    });
    expect((await ask(`?addr=${two}`, { method: 'POST' })).status).toBe(200);
    expect((await ask('', { method: 'POST', body: new URLSearchParams({ addr: three! }) })).status).toBe(200);
    expect((await world.server.getAccountEntry(one!)).balance).toBe(100_000_000_000n);
  });

  test('tells that an account exists, as the public one does', async () => {
    const { status, body } = await ask(`?addr=${alice.publicKey()}`);
    expect(status).toBe(400);
    expect(body.detail).toMatch(/^createAccountAlreadyExist \(AAAA/);
  });

  test.each([[''], ['?addr=nobody'], ['?addr=']])('refuses %j', async (query) => {
    expect(await ask(query)).toMatchObject({ status: 400, body: { title: 'Bad Request' } });
  });

  test('funds many at once', async () => {
    const accounts = await Promise.all(Array.from({ length: 30 }, () => world.fund()));
    const entries = await Promise.all(accounts.map((account) => world.server.getAccountEntry(account.publicKey())));
    expect(entries.every(({ balance }) => balance === 100_000_000_000n)).toBe(true);
  });
});
