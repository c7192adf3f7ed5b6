import { createHash } from 'node:crypto';
import type { Contract, ContractAccount } from '@istsi/soroban-ts';
import { p256 } from '@noble/curves/nist.js';
import { Keypair, nativeToScVal, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorOf, startWorld, type World } from './support/world.ts';

let world: World;
let token: Contract;
beforeAll(async () => {
  world = await startWorld();
  token = await world.coin(1_000n);
});
afterAll(() => world?.stop());

const sha256 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** Sends 100 tokens to the account, and has it send 10 back. */
async function pay(account: ContractAccount): Promise<unknown> {
  const transfer = { from: account.address, to: world.bob.address, amount: 10n };
  return await token.as(world.bob, account).call('transfer', transfer);
}
const endow = (address: string) =>
  token.as(world.alice).call('transfer', { from: world.alice.address, to: address, amount: 100n });

describe('an account of several keys', () => {
  const keys = [1, 2, 3, 4].map((seed) => Keypair.fromRawEd25519Seed(Buffer.alloc(32, seed)));
  let board: Contract;
  let restore: () => Promise<void>;
  beforeAll(async () => {
    board = await world.place('board', {
      signers: keys.slice(0, 3).map((key) => key.rawPublicKey()),
      threshold: 2,
    });
    await endow(board.address);
    restore = await world.snapshot();
  });
  beforeEach(() => restore());

  const signedBy = (...signers: Keypair[]): ContractAccount => ({
    address: board.address,
    sign: (payload) => {
      const sorted = [...signers].sort((a, b) => Buffer.compare(a.rawPublicKey(), b.rawPublicKey()));
      return xdr.ScVal.scvMap(
        sorted.map(
          (key) =>
            new xdr.ScMapEntry({
              key: xdr.ScVal.scvBytes(key.rawPublicKey()),
              val: xdr.ScVal.scvBytes(key.sign(Buffer.from(payload))),
            }),
        ),
      );
    },
  });

  test('does what enough of them sign, whichever', async () => {
    await pay(signedBy(keys[0]!, keys[2]!));
    await pay(signedBy(keys[0]!, keys[1]!, keys[2]!));
    expect(await token.read('balance', { id: board.address })).toBe(80n);
  });

  test.each<[string, () => ContractAccount]>([
    ['one alone', () => signedBy(keys[0]!)],
    ['nobody', () => signedBy()],
    ['a stranger beside one', () => signedBy(keys[0]!, keys[3]!)],
    ['a stranger beside enough', () => signedBy(keys[0]!, keys[1]!, keys[3]!)],
    ['one who signs twice', () => signedBy(keys[0]!, keys[0]!)],
    [
      'one whose signature is of something else',
      () => ({ address: board.address, sign: () => signedBy(keys[0]!, keys[1]!).sign(Buffer.alloc(32)) }),
    ],
  ])('does nothing that %s signs', async (_, account) => {
    await expect(pay(account())).rejects.toThrow();
    expect(await token.read('balance', { id: board.address })).toBe(100n);
  });

  test('changes its keys by its own word, and keeps as many as have to sign', async () => {
    const own = board.as(world.bob, signedBy(keys[0]!, keys[1]!));
    await own.call('add_signer', { key: keys[3]!.rawPublicKey() });
    await own.call('remove_signer', { key: keys[2]!.rawPublicKey() });
    await pay(signedBy(keys[1]!, keys[3]!));
    await expect(pay(signedBy(keys[1]!, keys[2]!))).rejects.toThrow();
    await own.call('set_threshold', { threshold: 3 });
    await expect(pay(signedBy(keys[1]!, keys[3]!))).rejects.toThrow();
    const all = board.as(world.bob, signedBy(keys[0]!, keys[1]!, keys[3]!));
    expect(await errorOf(all.call('remove_signer', { key: keys[3]!.rawPublicKey() }))).toBe('InvalidThreshold');
    expect(await errorOf(all.call('set_threshold', { threshold: 4 }))).toBe('InvalidThreshold');
    expect(await errorOf(all.call('set_threshold', { threshold: 0 }))).toBe('InvalidThreshold');
    expect(await errorOf(all.call('add_signer', { key: keys[3]!.rawPublicKey() }))).toBe('AlreadySigner');
    expect((await board.events()).at(-1)).toMatchObject({
      topics: ['signers_changed'],
      data: { signers: 3, threshold: 3 },
    });
  });

  test('obeys nobody else', async () => {
    const call = board.as(world.bob).call('set_threshold', { threshold: 1 });
    await expect(call).rejects.toThrow(`needs the authorization of ${board.address}`);
  });
});

describe('an account of a passkey', () => {
  const secret = Buffer.alloc(32, 9);
  let phone: Contract;
  beforeAll(async () => {
    phone = await world.place('phone', { public_key: p256.getPublicKey(secret, false) });
    await endow(phone.address);
  });

  interface Told {
    type?: string;
    challenge?: Uint8Array;
    flags?: number;
    key?: Uint8Array;
  }

  /** What a browser and its authenticator do (WebAuthn Level 2, §6.3.3 and §5.8.1.1). */
  const assertion = (
    payload: Uint8Array,
    { type = 'webauthn.get', challenge = payload, flags = 5, key = secret }: Told,
  ) => {
    const encoded = Buffer.from(challenge).toString('base64url');
    const client = Buffer.from(
      JSON.stringify({ type, challenge: encoded, origin: 'https://wallet.example', crossOrigin: false }),
    );
    const data = Buffer.concat([sha256(Buffer.from('wallet.example')), Buffer.from([flags]), Buffer.alloc(4)]);
    const digest = sha256(data, sha256(client));
    const signature = p256.sign(digest, key, { prehash: false, lowS: true });
    return nativeToScVal(
      { authenticator_data: data, client_data_json: client, signature: Buffer.from(signature) },
      {
        type: {
          authenticator_data: ['symbol', null],
          client_data_json: ['symbol', null],
          signature: ['symbol', null],
        },
      },
    );
  };
  const saying = (told: Told = {}): ContractAccount => ({
    address: phone.address,
    sign: (payload) => assertion(payload, told),
  });

  test('does what its owner’s finger signs', async () => {
    await pay(saying());
    expect(await token.read('balance', { id: phone.address })).toBe(90n);
  });

  test.each<[string, Told]>([
    ['another passkey signed', { key: Buffer.alloc(32, 8) }],
    ['was signed for something else', { challenge: Buffer.alloc(32) }],
    ['was signed when the passkey was made', { type: 'webauthn.create' }],
    ['was signed while nobody was there', { flags: 4 }],
    ['was signed by whoever was there', { flags: 1 }],
  ])('does nothing that %s', async (_, told) => {
    await expect(pay(saying(told))).rejects.toThrow();
    expect(await token.read('balance', { id: phone.address })).toBe(90n);
  });

  test('takes a new passkey on the word of the present one', async () => {
    const next = Buffer.alloc(32, 10);
    await phone.as(world.bob, saying()).call('set_public_key', { public_key: p256.getPublicKey(next, false) });
    await pay(saying({ key: next }));
    await expect(pay(saying())).rejects.toThrow();
  });
});
