import { createHash } from 'node:crypto';
import {
  Address,
  Asset,
  type Keypair,
  nativeToScVal,
  Operation,
  type rpc,
  SorobanDataBuilder,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SETTINGS } from '../src/network-settings.ts';
import { compileTestContract } from './host/contracts.ts';
import { type Built, startWorld, type World } from './world.ts';

let world: World;
let alice: Keypair;
let bob: Keypair;
let probe: string;
const lumens = () => Asset.native().contractId(world.sandbox.networkPassphrase);

beforeAll(async () => {
  world = await startWorld();
  [alice, bob] = await Promise.all([world.fund(), world.fund()]);
  const wasm = await compileTestContract('probe');
  await world.run(alice, [Operation.uploadContractWasm({ wasm })], { prepare: true });
  const create = Operation.createCustomContract({
    address: Address.fromString(alice.publicKey()),
    wasmHash: createHash('sha256').update(wasm).digest(),
    constructorArgs: [xdr.ScVal.scvU32(0)],
  });
  const created = await world.run(alice, [create], { prepare: true });
  if (created.status !== 'SUCCESS') throw new Error(`creation: ${created.status}`);
  probe = Address.fromScVal(created.returnValue!).toString();
  await world.run(alice, [Operation.createStellarAssetContract({ asset: Asset.native() })], { prepare: true });
  // Simulation measures accounts as they are once they have sent something.
  await world.run(bob, [Operation.bumpSequence({ bumpTo: '0' })]);
});
afterAll(() => world.stop());

const call = (contract: string, name: string, ...args: xdr.ScVal[]) =>
  Operation.invokeContractFunction({ contract, function: name, args });
const transfer = () =>
  call(
    lumens(),
    'transfer',
    Address.fromString(alice.publicKey()).toScVal(),
    Address.fromString(bob.publicKey()).toScVal(),
    nativeToScVal(1n, { type: 'i128' }),
  );

/** The transaction as simulated, with other resources declared and enough paid. */
async function declared(
  operation: xdr.Operation,
  change: (resources: xdr.SorobanResources) => Partial<xdr.SorobanResources>,
): Promise<Built> {
  const prepared = await world.build(alice, [operation], { prepare: true, signers: [] });
  const envelope = prepared.toEnvelope();
  if (envelope.type !== 'envelopeTypeTx' || envelope.v1.tx.ext.type !== 'sorobanData') throw new Error(envelope.type);
  const data = envelope.v1.tx.ext.sorobanData;
  const resources = { ...data.resources, ...change(data.resources) };
  const changed = new SorobanDataBuilder(data.toXdr('base64'))
    .setResources(Number(resources.instructions), resources.diskReadBytes, resources.writeBytes)
    .setResourceFee(data.resourceFee + 10_000_000n)
    .build();
  const tx = TransactionBuilder.cloneFrom(prepared, { fee: '1000', networkPassphrase: prepared.networkPassphrase })
    .setSorobanData(changed)
    .build();
  tx.sign(alice);
  return tx as Built;
}

async function outcome(tx: Built): Promise<string> {
  const sent = await world.server.sendTransaction(tx);
  if (sent.status !== 'PENDING') return `${sent.status} ${sent.errorResult?.result.type}`;
  const answer: rpc.Api.GetTransactionResponse = await world.server.pollTransaction(sent.hash, {
    sleepStrategy: () => 20,
    attempts: 200,
  });
  if (answer.status === 'NOT_FOUND') return 'NOT_FOUND';
  const { result } = answer.resultXdr;
  if (result.type !== 'txFailed' && result.type !== 'txSuccess') return result.type;
  return JSON.stringify(result.results[0]!.toJson()).includes('resource_limit_exceeded') ? 'exceeded' : result.type;
}

describe('what a transaction declared is enough, and one less is not, in', () => {
  test.each<[string, () => xdr.Operation, (resources: xdr.SorobanResources, less: number) => object]>([
    [
      'bytes written',
      () => call(probe, 'set_persistent', xdr.ScVal.scvSymbol('k'), xdr.ScVal.scvU32(1)),
      ({ writeBytes }, less) => ({ writeBytes: writeBytes - less }),
    ],
    ['bytes read from disk', transfer, ({ diskReadBytes }, less) => ({ diskReadBytes: diskReadBytes - less })],
  ])('%s', async (_, operation, change) => {
    expect(await outcome(await declared(operation(), (resources) => change(resources, 1)))).toBe('exceeded');
    expect(await outcome(await declared(operation(), (resources) => change(resources, 0)))).toBe('txSuccess');
  });
});

test('the first transaction of somebody new, to somebody new, is paid for as it was simulated', async () => {
  const [carol, dave] = await Promise.all([world.fund(), world.fund()]);
  const pay = (from: Keypair, to: Keypair) => {
    const addresses = [from, to].map((keypair) => Address.fromString(keypair.publicKey()).toScVal());
    return call(lumens(), 'transfer', ...addresses, nativeToScVal(1n, { type: 'i128' }));
  };
  const first = await world.run(carol, [pay(carol, dave)], { prepare: true });
  const answered = await world.run(dave, [pay(dave, carol)], { prepare: true });
  const itself = await world.fund();
  const alone = await world.run(itself, [pay(itself, itself)], { prepare: true });
  expect([first, answered, alone].map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
});

test('instructions end where the transaction declared, though simulation measured more', async () => {
  const few = await declared(call(probe, 'start'), () => ({ instructions: 10_000 }));
  expect(await outcome(few)).toBe('exceeded');
});

test('events and the returned value together stay within the limit', async () => {
  // A value of bytes takes eight more than its content, and XDR grows by four.
  const fits = SETTINGS.txMaxEventsBytes - 8;
  const echo = (length: number) => call(probe, 'echo', xdr.ScVal.scvBytes(new Uint8Array(length)));
  expect(await outcome(await declared(echo(fits), () => ({})))).toBe('txSuccess');
  const simulated = await world.server.simulateTransaction(await world.build(alice, [echo(fits + 1)], { signers: [] }));
  if ('error' in simulated) expect(simulated.error).toContain(`${SETTINGS.txMaxEventsBytes}`);
  else expect(await outcome(await declared(echo(fits + 1), () => ({})))).toBe('exceeded');
});
