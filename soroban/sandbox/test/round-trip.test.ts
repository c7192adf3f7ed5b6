import {
  Account,
  authorizeEntry,
  Contract,
  contract,
  type Keypair,
  nativeToScVal,
  Operation,
  xdr,
} from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployToken, startWorld, type TokenClient, tokenAs, type World } from './world.ts';

let world: World;
let admin: Keypair;
let alice: Keypair;
let deployed: { token: TokenClient; id: string };

beforeAll(async () => {
  world = await startWorld();
  [admin, alice] = [await world.fund(), await world.fund()];
  deployed = await deployToken(world, admin);
});
afterAll(() => world.stop());

const balance = async (of: Keypair) => (await deployed.token.balance({ id: of.publicKey() })).result;

test('a contract client simulates, signs, sends and decodes', async () => {
  const mint = await deployed.token.mint({ to: admin.publicKey(), amount: 1000n });
  const { getTransactionResponse } = await mint.signAndSend();

  expect(getTransactionResponse).toMatchObject({ status: 'SUCCESS', feeBump: false, applicationOrder: 1 });
  expect(await balance(admin)).toBe(1000n);
});

test('events of an invocation are in the answer, the meta and the event stream', async () => {
  const transfer = await deployed.token.transfer({ from: admin.publicKey(), to: alice.publicKey(), amount: 250n });
  const { getTransactionResponse: answer, sendTransactionResponse: sent } = await transfer.signAndSend();
  if (answer?.status !== 'SUCCESS') throw new Error('the transfer failed');

  const { events } = await world.server.getEvents({
    startLedger: answer.ledger,
    filters: [{ type: 'contract', contractIds: [deployed.id] }],
  });
  const fromMeta = answer.resultMetaXdr.type === 'v4' ? answer.resultMetaXdr.v4.operations[0]!.events : [];
  expect(answer.events.contractEventsXdr[0]).toHaveLength(1);
  expect(fromMeta[0]!.toXdr('base64')).toBe(answer.events.contractEventsXdr[0]![0]!.toXdr('base64'));
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    txHash: sent!.hash,
    ledger: answer.ledger,
    transactionIndex: 1,
    operationIndex: 0,
  });
  expect(events[0]!.topic[0]!.toXdr('base64')).toBe(xdr.ScVal.scvSymbol('transfer').toXdr('base64'));
});

test('another account authorizes a transfer that the admin pays for', async () => {
  const before = await balance(alice);
  const transfer = await deployed.token.transfer({ from: alice.publicKey(), to: admin.publicKey(), amount: 50n });
  expect(transfer.needsNonInvokerSigningBy()).toEqual([alice.publicKey()]);
  await transfer.signAuthEntries({
    address: alice.publicKey(),
    ...contract.basicNodeSigner(alice, world.sandbox.networkPassphrase),
  });
  const { getTransactionResponse } = await transfer.signAndSend();

  expect(getTransactionResponse?.status).toBe('SUCCESS');
  expect(await balance(alice)).toBe(before - 50n);
});

test("a contract's error reaches the caller of a simulation by its number", async () => {
  const transfer = await deployed.token.transfer({
    from: admin.publicKey(),
    to: alice.publicKey(),
    amount: 10n ** 30n,
  });

  expect(transfer.simulation).toMatchObject({ error: expect.stringMatching(/^HostError: Error\(Contract, #301\)\n/) });
});

/** The invocation of `transfer` from alice, paid by the admin, with its authorization entry signed by `signer`. */
async function transferAuthorizedBy(signer: Keypair, expiresIn: number) {
  const operation = new Contract(deployed.id).call(
    'transfer',
    nativeToScVal(alice.publicKey(), { type: 'address' }),
    nativeToScVal(admin.publicKey(), { type: 'address' }),
    nativeToScVal(1n, { type: 'i128' }),
  );
  const probe = await world.build(admin, [operation]);
  const simulation = await world.server.simulateTransaction(probe);
  if (!('result' in simulation)) throw new Error('the simulation failed');
  const { sequence } = await world.server.getLatestLedger();
  const { networkPassphrase } = world.sandbox;
  const [entry] = simulation.result!.auth;
  const signed = await authorizeEntry(entry!, signer, sequence + expiresIn, networkPassphrase);
  const host = probe.operations[0] as Operation.InvokeHostFunction;
  return Operation.invokeHostFunction({ func: host.func, auth: [signed] });
}

test('an authorization signed by the wrong key is refused by the enforcing simulation and on the ledger', async () => {
  const operation = await transferAuthorizedBy(admin, 100);
  const before = await balance(alice);

  const simulation = await world.server.simulateTransaction(await world.build(admin, [operation]));
  expect(simulation).toMatchObject({ error: expect.stringContaining('Error(Auth, ') });
  expect(await balance(alice)).toBe(before);
});

test('an authorization works once', async () => {
  const operation = await transferAuthorizedBy(alice, 100);
  const first = await world.run(admin, [operation], { prepare: true });
  expect(first.status).toBe('SUCCESS');

  const again = await world.server.simulateTransaction(await world.build(admin, [operation]));
  expect(again).toMatchObject({ error: expect.stringContaining('Error(Auth, ExistingValue)') });
});

test('an authorization expires', async () => {
  const operation = await transferAuthorizedBy(alice, 3);
  await world.call('sandbox_advanceLedgers', { count: 10 });

  const simulation = await world.server.simulateTransaction(await world.build(admin, [operation]));
  expect(simulation).toMatchObject({ error: expect.stringContaining('Error(Auth, ') });
});

test('a failed invocation keeps the fee, consumes the sequence number, and changes nothing else', async () => {
  const token = tokenAs(deployed, world, alice);
  const transfer = await token.transfer({ from: alice.publicKey(), to: admin.publicKey(), amount: 20n });
  const prepared = transfer.built!;
  // Between simulation and application the balance goes elsewhere.
  const all = await balance(alice);
  const away = await deployed.token.transfer({ from: alice.publicKey(), to: admin.publicKey(), amount: all });
  await away.signAuthEntries({
    address: alice.publicKey(),
    ...contract.basicNodeSigner(alice, world.sandbox.networkPassphrase),
  });
  await away.signAndSend();
  const before = await world.server.getAccountEntry(alice.publicKey());

  prepared.sign(alice);
  const sent = await world.server.sendTransaction(prepared);
  const answer = await world.server.getTransaction(sent.hash);
  const after = await world.server.getAccountEntry(alice.publicKey());
  if (answer.status !== 'FAILED') throw new Error(`expected a failure, got ${answer.status}`);
  const { result, feeCharged } = answer.resultXdr;
  const operation = result.type === 'txFailed' ? result.results[0]! : undefined;
  expect(operation?.toJson()).toEqual({ op_inner: { invoke_host_function: 'trapped' } });
  expect(answer.diagnosticEventsXdr!.length).toBeGreaterThan(0);
  expect(after.balance).toBe(before.balance - feeCharged);
  expect(after.seqNum).toBe(before.seqNum + 1n);
  expect(await balance(alice)).toBe(0n);
});

test('unused refundable fee comes back, and the fee pool holds what was charged', async () => {
  const before = await world.server.getAccountEntry(admin.publicKey());
  const pool = (await world.server.getLatestLedger()).headerXdr.feePool;
  const mint = await deployed.token.mint({ to: alice.publicKey(), amount: 5n });
  const { getTransactionResponse: answer } = await mint.signAndSend();
  if (answer?.status !== 'SUCCESS') throw new Error('the mint failed');
  const { feeCharged } = answer.resultXdr;

  const after = await world.server.getAccountEntry(admin.publicKey());
  expect(before.balance - after.balance).toBe(feeCharged);
  expect(feeCharged).toBeLessThan(BigInt(mint.built!.fee));
  expect((await world.server.getLatestLedger()).headerXdr.feePool - pool).toBe(feeCharged);
});

test('a transaction outside its declared footprint is refused by the host', async () => {
  const mint = await deployed.token.mint({ to: alice.publicKey(), amount: 5n });
  const built = mint.built!;
  const envelope = built.toEnvelope();
  if (envelope.type !== 'envelopeTypeTx' || envelope.v1.tx.ext.type !== 'sorobanData') throw new Error('no data');
  const { resources, resourceFee, ext } = envelope.v1.tx.ext.sorobanData;
  const narrowed = new xdr.SorobanTransactionData({
    ext,
    resourceFee,
    resources: new xdr.SorobanResources({
      ...resources,
      footprint: new xdr.LedgerFootprint({ readOnly: resources.footprint.readOnly, readWrite: [] }),
    }),
  });
  const account = await world.server.getAccount(admin.publicKey());
  const operation = built.operations[0] as Operation.InvokeHostFunction;
  const rebuilt = await world.build(admin, [Operation.invokeHostFunction({ ...operation })], {
    fee: built.fee,
    account: new Account(account.accountId(), account.sequenceNumber()),
    change: (builder) => builder.setSorobanData(narrowed).setTimeout(60),
  });
  const sent = await world.server.sendTransaction(rebuilt);
  const answer = await world.server.getTransaction(sent.hash);

  expect(answer.status).toBe('FAILED');
});
