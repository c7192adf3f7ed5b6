import { Contract, type Keypair, Operation, rpc, SorobanDataBuilder, type xdr } from '@stellar/stellar-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../src/index.ts';
import { callRpc, deployToken, startWorld, type TokenClient, type World } from './world.ts';

let world: World;
let admin: Keypair;
let deployed: { token: TokenClient; id: string };

beforeEach(async () => {
  world = await startWorld();
  admin = await world.fund();
  deployed = await deployToken(world, admin);
  await (await deployed.token.mint({ to: admin.publicKey(), amount: 100n })).signAndSend();
});
afterEach(() => world.stop());

const instanceKey = () => new Contract(deployed.id).getFootprint();
const liveUntil = async (key: xdr.LedgerKey) =>
  (await world.server.getLedgerEntries(key)).entries[0]!.liveUntilLedgerSeq!;
const archiveEverything = () => world.call('sandbox_advanceLedgers', { count: 3_200_000 });

async function simulated(operation: xdr.Operation, footprint: SorobanDataBuilder) {
  const change = (builder: Parameters<NonNullable<Parameters<World['build']>[2]>['change'] & object>[0]) =>
    builder.setSorobanData(footprint.build()).setTimeout(0);
  return await world.server.simulateTransaction(await world.build(admin, [operation], { change }));
}

async function runPrepared(operation: xdr.Operation, footprint: SorobanDataBuilder) {
  return await world.run(admin, [operation], {
    prepare: true,
    change: (builder) => builder.setSorobanData(footprint.build()).setTimeout(0),
  });
}

test('an entry is extended to as many ledgers from now as asked', async () => {
  const footprint = new SorobanDataBuilder().setReadOnly([instanceKey()]);
  const answer = await runPrepared(Operation.extendFootprintTtl({ extendTo: 3_000_000 }), footprint);
  if (answer.status !== 'SUCCESS') throw new Error(`extension: ${answer.status}`);
  expect(await liveUntil(instanceKey())).toBe(answer.ledger + 3_000_000);
});

test('an archived entry is told of in simulation, restored by the invocation that needs it, and usable', async () => {
  await archiveEverything();
  const transfer = await deployed.token.transfer({ from: admin.publicKey(), to: admin.publicKey(), amount: 1n });
  const envelope = transfer.built!.toEnvelope();
  const data =
    envelope.type === 'envelopeTypeTx' && envelope.v1.tx.ext.type === 'sorobanData'
      ? envelope.v1.tx.ext.sorobanData
      : undefined;
  const archived = data?.ext.type === 'resourceExt' ? data.ext.resourceExt.archivedSorobanEntries : [];
  expect(archived.length).toBeGreaterThanOrEqual(3);

  const { getTransactionResponse: answer } = await transfer.signAndSend();
  if (answer?.status !== 'SUCCESS') throw new Error(`transfer: ${answer?.status}`);
  const meta = answer.resultMetaXdr.type === 'v4' ? answer.resultMetaXdr.v4.operations[0]!.changes : [];
  expect(meta.filter(({ type }) => type === 'ledgerEntryRestored').length).toBe(archived.length * 2);
  expect((await deployed.token.balance({ id: admin.publicKey() })).result).toBe(100n);
});

test('an invocation that does not restore what it needs finds it archived', async () => {
  const transfer = await deployed.token.transfer({ from: admin.publicKey(), to: admin.publicKey(), amount: 1n });
  await archiveEverything();
  const built = transfer.built!;
  built.sign(admin);
  const { hash } = await world.server.sendTransaction(built);
  const answer = await world.server.getTransaction(hash);
  const result = answer.status === 'FAILED' ? answer.resultXdr.result : undefined;
  expect(result?.type === 'txFailed' && result.results[0]!.toJson()).toEqual({
    op_inner: { invoke_host_function: 'entry_archived' },
  });
});

test('an archived entry must be restored before it can be extended, and the simulation says how', async () => {
  await archiveEverything();
  const footprint = new SorobanDataBuilder().setReadOnly([instanceKey()]);
  const simulation = await simulated(Operation.extendFootprintTtl({ extendTo: 3_000_000 }), footprint);
  if (!rpc.Api.isSimulationRestore({ ...simulation, result: {} } as rpc.Api.SimulateTransactionResponse)) {
    throw new Error('no restore preamble');
  }
  const { restorePreamble } = simulation as rpc.Api.SimulateTransactionRestoreResponse;
  const transaction = (
    await world.build(admin, [Operation.extendFootprintTtl({ extendTo: 3_000_000 })], {
      change: (builder) => builder.setSorobanData(footprint.build()).setTimeout(0),
    })
  ).toXdr();
  const inJson = await world.call('simulateTransaction', { transaction, xdrFormat: 'json' });
  expect(inJson.restorePreamble).toEqual({
    transactionDataJson: restorePreamble.transactionData.build().toJson(),
    minResourceFee: restorePreamble.minResourceFee,
  });
  const answer = await world.run(admin, [Operation.restoreFootprint({})], {
    fee: String(BigInt(restorePreamble.minResourceFee) + 100n),
    change: (builder) => builder.setSorobanData(restorePreamble.transactionData.build()).setTimeout(0),
  });
  if (answer.status !== 'SUCCESS') throw new Error(`restoration: ${answer.status}`);
  expect(await liveUntil(instanceKey())).toBe(answer.ledger + 2_073_600 - 1);
});

test('restoring what is live costs no rent and changes nothing', async () => {
  const before = await liveUntil(instanceKey());
  const footprint = new SorobanDataBuilder().setReadWrite([instanceKey()]);
  expect((await runPrepared(Operation.restoreFootprint({}), footprint)).status).toBe('SUCCESS');
  expect(await liveUntil(instanceKey())).toBe(before);
});

describe('test controls', () => {
  test('do not exist unless they are asked for', async () => {
    const plain = await startSandbox();
    for (const method of ['sandbox_advanceLedgers', 'sandbox_advanceTime', 'sandbox_snapshot', 'sandbox_fault']) {
      await expect(callRpc(plain.rpcUrl, method, {})).rejects.toMatchObject({ code: -32601 });
    }
    await plain.stop();
  });

  test('advance ledgers without the ones between', async () => {
    const { sequence, closeTime } = await world.server.getLatestLedger();
    await world.call('sandbox_advanceLedgers', { count: 1000 });
    const after = await world.server.getLatestLedger();
    expect(after.sequence).toBe(sequence + 1000);
    expect(Number(after.closeTime)).toBeGreaterThanOrEqual(Number(closeTime));
    expect((await world.server.getLedgers({ startLedger: sequence })).ledgers.map((one) => one.sequence)).toEqual([
      sequence,
      sequence + 1000,
    ]);
  });

  test('advance time', async () => {
    const { closeTime } = await world.server.getLatestLedger();
    await world.call('sandbox_advanceTime', { seconds: 3600 });
    expect(Number((await world.server.getLatestLedger()).closeTime)).toBeGreaterThanOrEqual(Number(closeTime) + 3600);
  });

  test('advance the network past the clocks of clients, whose transactions stay valid', async () => {
    await world.call('sandbox_advanceTime', { seconds: 30 * 86_400 });
    const mint = await deployed.token.mint({ to: admin.publicKey(), amount: 1n });
    const { getTransactionResponse: answer } = await mint.signAndSend();
    expect(answer?.status).toBe('SUCCESS');
  });

  test('take a snapshot and return to it', async () => {
    const { id, latestLedger } = await world.call('sandbox_snapshot');
    const someone = await world.fund();
    await world.call('sandbox_restore', { id });
    expect((await world.server.getLatestLedger()).sequence).toBe(latestLedger);
    await expect(world.server.getAccountEntry(someone.publicKey())).rejects.toThrow();
    await world.fund();
    await expect(world.call('sandbox_restore', { id: 'none' })).rejects.toMatchObject({ code: -32602 });
  });

  test('refuse before, or drop the answer after, a transaction is applied', async () => {
    const send = async () => {
      const built = await world.build(admin, [Operation.bumpSequence({ bumpTo: '0' })]);
      const hash = Buffer.from(built.hash()).toString('hex');
      const failure = await world.server.sendTransaction(built).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      return { failure, status: (await world.server.getTransaction(hash)).status };
    };
    await world.call('sandbox_fault', { method: 'sendTransaction', action: 'refuse' });
    expect(await send()).toMatchObject({ failure: { code: -32603 }, status: 'NOT_FOUND' });
    await world.call('sandbox_fault', { method: 'sendTransaction', action: 'drop' });
    const dropped = await send();
    expect(dropped.failure).toBeDefined();
    expect(dropped.status).toBe('SUCCESS');
    expect(await send()).toMatchObject({ failure: undefined, status: 'SUCCESS' });
  });

  test('delay answers', async () => {
    await world.call('sandbox_fault', { method: 'getHealth', action: 'delay', delayMs: 300 });
    const start = performance.now();
    await world.server.getHealth();
    expect(performance.now() - start).toBeGreaterThanOrEqual(290);
  });
});
