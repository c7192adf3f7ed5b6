import { Address, Asset, type Keypair, nativeToScVal, Operation, rpc, type xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Direct, startSandbox } from '../src/index.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let direct: Direct;
let alice: Keypair;
let bob: Keypair;

beforeAll(async () => {
  world = await startWorld();
  direct = world.sandbox.direct!;
  [alice, bob] = await Promise.all([world.fund(), world.fund()]);
  await world.run(alice, [Operation.createStellarAssetContract({ asset: Asset.native() })], { prepare: true });
});
afterAll(() => world.stop());

/** Moves lumens by the asset's contract, as simulation found it, whatever simulation thinks of it. */
async function send(amount: bigint) {
  const operation = Operation.invokeContractFunction({
    contract: Asset.native().contractId(world.sandbox.networkPassphrase),
    function: 'transfer',
    args: [address(alice), address(bob), nativeToScVal(amount, { type: 'i128' })],
  });
  if (operation.body.type !== 'invokeHostFunction') throw new Error(operation.body.type);
  const { data, auth, error } = direct.prepare(alice.publicKey(), operation.body.invokeHostFunctionOp.hostFunction);
  const func = operation.body.invokeHostFunctionOp.hostFunction;
  const built = await world.build(alice, [Operation.invokeHostFunction({ func, auth: [...auth] })], {
    change: (builder) => builder.setSorobanData(data).setTimeout(60),
  });
  return { error, applied: await direct.submit(built.toEnvelope().toXdr()) };
}

const address = (key: Keypair): xdr.ScVal => Address.fromString(key.publicKey()).toScVal();

test('a transfer without HTTP is in a ledger that the RPC tells of', async () => {
  const { error, applied } = await send(5n);

  expect(error).toBeUndefined();
  expect(applied.successful).toBe(true);
  expect([...applied.changes.keys()].sort()).toEqual([alice, bob].map((key) => `account ${key.publicKey()}`).sort());
  expect((await world.server.getLatestLedger()).sequence).toBe(direct.head.sequence);
});

test('a call that simulation refuses can be sent all the same, and leaves nothing but its fee', async () => {
  const { error, applied } = await send(10n ** 15n);

  expect(error).toContain('Error(Contract, #10)');
  expect(applied.successful).toBe(false);
  expect([...applied.changes.keys()]).toEqual([`account ${alice.publicKey()}`]);
});

test('what the network does not take is an error that says why', async () => {
  const built = await world.build(alice, [Operation.bumpSequence({ bumpTo: '1' })], { signers: [bob] });

  await expect(direct.submit(built.toEnvelope().toXdr())).rejects.toMatchObject({
    code: 'sandbox/not-taken',
    context: { status: 'ERROR' },
  });
});

test('time and ledgers pass as they are told', async () => {
  const before = { ...direct.head };

  await direct.pass(1_000, 50);

  expect(direct.head.sequence).toBe(before.sequence + 50);
  expect(Number(direct.head.closeTime - before.closeTime)).toBeGreaterThanOrEqual(1_000);
});

test('a sandbox without test controls has no such access', async () => {
  const sandbox = await startSandbox();
  expect(sandbox.direct).toBeUndefined();
  await sandbox.stop();
});

test('a network that begins as a copy has its ledgers, history and time, and each goes its own way', async () => {
  const { applied: before } = await send(7n);
  await direct.pass(1_000, 1);
  const copy = await direct.copy();
  const other = await startSandbox({ testControls: true, copyOf: copy });
  try {
    expect(other.networkPassphrase).toBe(world.sandbox.networkPassphrase);
    expect(other.direct!.head).toEqual(direct.head);
    expect([...other.direct!.entries()]).toEqual([...direct.entries()]);
    const [here, there] = await Promise.all(
      [world.sandbox, other].map(async ({ rpcUrl }) => {
        const server = new rpc.Server(rpcUrl, { allowHttp: true });
        const { ledgers } = await server.getLedgers({ startLedger: 1, pagination: { limit: 200 } });
        return ledgers.map(({ hash, sequence }) => ({ hash, sequence }));
      }),
    );
    expect(there).toEqual(here);

    const last = direct.head;
    const { applied: after } = await send(8n);
    expect(before.successful && after.successful).toBe(true);
    expect(other.direct!.head).toEqual(last);
    await other.direct!.pass(0, 5);
    expect(other.direct!.head.sequence).toBe(last.sequence + 5);
    expect(direct.head.sequence).toBe(last.sequence + 1);
    expect(other.direct!.head.closeTime).toBeGreaterThanOrEqual(last.closeTime);
  } finally {
    await other.stop();
  }
});

test('a copy is refused where it cannot be what is asked for', async () => {
  const copyOf = await direct.copy();

  for (const options of [{ dataDir: '/nowhere' }, { networkPassphrase: 'another' }]) {
    await expect(startSandbox({ ...options, copyOf })).rejects.toMatchObject({ code: 'sandbox/no-copy' });
  }
});
