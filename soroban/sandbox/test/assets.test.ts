import {
  Address,
  Asset,
  type Keypair,
  nativeToScVal,
  Operation,
  type rpc,
  scValToNative,
  type xdr,
} from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
let [alice, bob, issuer]: Keypair[] = [];
beforeAll(async () => {
  world = await startWorld();
  [alice, bob, issuer] = await Promise.all([world.fund(), world.fund(), world.fund()]);
  const flags = Operation.setOptions({ setFlags: 0xa as 1 });
  expect((await world.run(issuer, [flags])).status).toBe('SUCCESS');
});
afterAll(() => world.stop());

/** Assets of a test of its own: nothing is left from those before. */
let assets = 0;
const newAsset = (): Asset => new Asset(`TEST${++assets}`, issuer!.publicKey());
const trust = (asset: Asset, limit?: string) =>
  Operation.changeTrust(limit === undefined ? { asset } : { asset, limit });
const pay = (asset: Asset, to: Keypair, amount: string) =>
  Operation.payment({ asset, destination: to.publicKey(), amount });

/** What an operation was answered, as JSON of its result. */
async function outcome(source: Keypair, ...operations: xdr.Operation[]): Promise<unknown> {
  const answer = await world.run(source, operations);
  if (answer.status === 'NOT_FOUND') throw new Error('the transaction was lost');
  const { result } = answer.resultXdr;
  if (result.type !== 'txFailed' && result.type !== 'txSuccess') throw new Error(result.type);
  const last = result.results.at(-1)!.toJson() as { op_inner: Record<string, unknown> };
  return Object.values(last.op_inner ?? { last })[0];
}

async function balance(owner: Keypair, asset: Asset): Promise<string | undefined> {
  const answer = await world.server.getTrustline(owner.publicKey(), asset).catch(() => undefined);
  return answer?.balance.toString();
}

async function invoke(source: Keypair, contract: string, name: string, ...args: xdr.ScVal[]) {
  const operation = Operation.invokeContractFunction({ contract, function: name, args });
  return await world.run(source, [operation], { prepare: true });
}

const address = (keypair: Keypair) => Address.fromString(keypair.publicKey()).toScVal();
const amount = (value: bigint) => nativeToScVal(value, { type: 'i128' });

describe('an issued asset', () => {
  test('is held by who trusts it, within a limit', async () => {
    const asset = newAsset();
    expect(await outcome(issuer!, pay(asset, alice!, '5'))).toBe('no_trust');
    expect(await outcome(alice!, trust(asset, '10'))).toBe('success');
    expect(await outcome(issuer!, pay(asset, alice!, '11'))).toBe('line_full');
    expect(await outcome(issuer!, pay(asset, alice!, '10'))).toBe('success');
    expect(await balance(alice!, asset)).toBe('100000000');
    expect(await outcome(alice!, trust(asset, '9'))).toBe('invalid_limit');
    expect(await outcome(alice!, pay(asset, bob!, '1'))).toBe('no_trust');
    expect(await outcome(bob!, trust(asset), pay(asset, alice!, '1'))).toBe('line_full');
    expect(await outcome(bob!, trust(asset))).toBe('success');
    expect(await outcome(bob!, pay(asset, issuer!, '1'))).toBe('underfunded');
    expect(await outcome(alice!, pay(asset, bob!, '4'))).toBe('success');
    expect([await balance(alice!, asset), await balance(bob!, asset)]).toEqual(['60000000', '40000000']);
  });

  test('is trusted until the trustline, empty, is removed, which frees its reserve', async () => {
    const asset = newAsset();
    const subEntries = async () => (await world.server.getAccountEntry(alice!.publicKey())).numSubEntries;
    const before = await subEntries();
    expect(await outcome(alice!, trust(asset, '0'))).toBe('invalid_limit');
    expect(await outcome(alice!, trust(asset))).toBe('success');
    expect(await subEntries()).toBe(before + 1);
    expect(await outcome(issuer!, pay(asset, alice!, '1'))).toBe('success');
    expect(await outcome(alice!, trust(asset, '0'))).toBe('invalid_limit');
    expect(await outcome(alice!, pay(asset, issuer!, '1'), trust(asset, '0'))).toBe('success');
    expect(await subEntries()).toBe(before);
    expect(await balance(alice!, asset)).toBeUndefined();
  });

  test('cannot be trusted by its issuer, nor be of an issuer that is not there', async () => {
    expect(await outcome(issuer!, trust(newAsset()))).toBe('malformed');
    const orphan = new Asset('NONE', Address.account(Buffer.alloc(32, 7)).toString());
    expect(await outcome(alice!, trust(orphan))).toBe('no_issuer');
  });

  test('moves as its issuer allows', async () => {
    const asset = newAsset();
    const flags = (changes: object) =>
      Operation.setTrustLineFlags({ trustor: alice!.publicKey(), asset, flags: changes });
    expect(await outcome(issuer!, flags({ authorized: false }))).toBe('no_trust_line');
    await outcome(alice!, trust(asset));
    await outcome(issuer!, pay(asset, alice!, '3'));
    expect(await outcome(issuer!, flags({ authorizedToMaintainLiabilities: true }))).toBe('invalid_state');
    expect(await outcome(issuer!, flags({ authorized: false }))).toBe('success');
    expect(await outcome(alice!, pay(asset, issuer!, '1'))).toBe('src_not_authorized');
    expect(await outcome(issuer!, pay(asset, alice!, '1'))).toBe('not_authorized');
    expect(await outcome(issuer!, flags({ authorized: true }))).toBe('success');
    expect(await outcome(alice!, pay(asset, issuer!, '1'))).toBe('success');
    expect(await outcome(alice!, flags({ authorized: true }))).toBe('malformed');
  });
});

describe('the issuer of an asset', () => {
  /** Revocable, with clawback: as the issuer is otherwise. */
  const BOTH = 0xa as 1;
  beforeEach(() => outcome(issuer!, Operation.setOptions({ clearFlags: BOTH })));
  afterEach(() => outcome(issuer!, Operation.setOptions({ setFlags: BOTH })));

  test('claws back what a trustline made under clawback holds, and no more', async () => {
    const asset = newAsset();
    const claw = (from: Keypair, value: string) => Operation.clawback({ asset, from: from.publicKey(), amount: value });
    expect(await outcome(issuer!, claw(bob!, '1'))).toBe('no_trust');
    await outcome(bob!, trust(asset));
    await outcome(issuer!, pay(asset, bob!, '3'));
    expect(await outcome(issuer!, claw(bob!, '1'))).toBe('not_clawback_enabled');
    expect(await outcome(alice!, claw(bob!, '1'))).toBe('malformed');
    expect(await outcome(issuer!, claw(issuer!, '1'))).toBe('malformed');

    await outcome(issuer!, Operation.setOptions({ setFlags: BOTH }));
    await outcome(alice!, trust(asset));
    await outcome(issuer!, pay(asset, alice!, '3'));
    expect(await outcome(issuer!, claw(alice!, '4'))).toBe('underfunded');
    expect(await outcome(issuer!, claw(alice!, '3'))).toBe('success');
    expect(await balance(alice!, asset)).toBe('0');
  });

  test('allows trust by the code of its asset', async () => {
    const asset = newAsset();
    const allow = (authorize: number, trustor = alice!) =>
      Operation.allowTrust({ trustor: trustor.publicKey(), assetCode: asset.getCode(), authorize: authorize as 0 });
    expect(await outcome(issuer!, allow(1))).toBe('no_trust_line');
    await outcome(alice!, trust(asset));
    expect(await outcome(issuer!, allow(0))).toBe('cant_revoke');
    expect(await outcome(issuer!, allow(2))).toBe('cant_revoke');
    expect(await outcome(issuer!, allow(3))).toBe('malformed');
    expect(await outcome(issuer!, allow(1, issuer!))).toBe('malformed');
    await outcome(issuer!, Operation.setOptions({ setFlags: 2 }));
    expect(await outcome(issuer!, allow(0))).toBe('success');
    expect(await outcome(issuer!, pay(asset, alice!, '1'))).toBe('not_authorized');
    expect(await outcome(issuer!, allow(2))).toBe('success');
    expect(await outcome(issuer!, pay(asset, alice!, '1'))).toBe('not_authorized');
    expect(await outcome(issuer!, allow(1))).toBe('success');
    expect(await outcome(issuer!, pay(asset, alice!, '1'))).toBe('success');
  });
});

describe('the contract of an asset', () => {
  test('moves trustlines and lumens that classic operations made', async () => {
    const asset = newAsset();
    const id = asset.contractId(world.sandbox.networkPassphrase);
    await outcome(alice!, trust(asset));
    await outcome(bob!, trust(asset));
    await outcome(issuer!, pay(asset, alice!, '100'));
    const creation = await world.run(alice!, [Operation.createStellarAssetContract({ asset })], { prepare: true });
    expect(creation.status === 'SUCCESS' && scValToNative(creation.returnValue!)).toBe(id);

    const sent = await invoke(alice!, id, 'transfer', address(alice!), address(bob!), amount(30n));
    if (sent.status !== 'SUCCESS') throw new Error(sent.status);
    expect([await balance(alice!, asset), await balance(bob!, asset)]).toEqual(['999999970', '30']);
    expect(contractEvents(sent)).toEqual([['transfer', alice!.publicKey(), bob!.publicKey(), asset.toString()]]);
    const minted = await invoke(issuer!, id, 'mint', address(bob!), amount(5n));
    expect(minted.status).toBe('SUCCESS');
    expect(await balance(bob!, asset)).toBe('35');
  });

  test('of lumens pays between accounts, and is refused what the payer did not sign', async () => {
    const id = Asset.native().contractId(world.sandbox.networkPassphrase);
    await world.run(alice!, [Operation.createStellarAssetContract({ asset: Asset.native() })], { prepare: true });
    const before = (await world.server.getAccountEntry(bob!.publicKey())).balance;
    await invoke(alice!, id, 'transfer', address(alice!), address(bob!), amount(12_345n));
    expect((await world.server.getAccountEntry(bob!.publicKey())).balance).toBe(before + 12_345n);
    const theft = invoke(alice!, id, 'transfer', address(bob!), address(alice!), amount(1n));
    expect((await theft).status).toBe('FAILED');
  });
});

function contractEvents(answer: rpc.Api.GetSuccessfulTransactionResponse): unknown[] {
  return answer.events.contractEventsXdr
    .flat()
    .map((event) => event.body.v0.topics.map((topic) => scValToNative(topic)));
}
