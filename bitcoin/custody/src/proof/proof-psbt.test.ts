import { Transaction } from '@scure/btc-signer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testAccounts, testSeed } from '../../test/accounts.ts';
import { encodeWithLibrary } from '../../test/encode-with-library.ts';
import { type DescriptorKind, multisigDescriptor } from '../descriptor/descriptor.ts';
import { type SigningAccount, withAccountKey } from '../keys/account.ts';
import { networks } from '../networks.ts';
import { deriveOrigin, type Epochs } from '../withdrawal/proposal.ts';
import { signWithLibrary } from '../withdrawal/sign.ts';
import { encodeProofPsbt, GLOBAL, INPUT, OUTPUT, readProofPsbt } from './proof-psbt.ts';
import { byKey, type PsbtField, type PsbtMap, readPsbtMaps, writePsbtMaps } from './psbt-maps.ts';
import { assembleProof, type OwnReserveCoin } from './reserve-proof.ts';
import { signProof } from './sign-proof.ts';
import { verifyReserveProof } from './verify-proof.ts';

const network = networks.regtest;

const epochsOf = (kind: DescriptorKind): Epochs => [
  multisigDescriptor({ kind, network, threshold: 2, keys: testAccounts(3, kind) }),
];
const withAccount = <T>(holder: number, kind: DescriptorKind, use: (account: SigningAccount) => T): T =>
  withAccountKey(testSeed(holder), { network, kind }, use);

const origins = fc.record({ index: fc.nat(0x7fffffff), branch: fc.constantFrom('deposit', 'change') });
const facts = fc.record({
  txid: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  vout: fc.nat(0xffffffff),
  amountSats: fc.bigInt({ min: 0n, max: 1_000_000n }),
});
const coinsOf = (epochs: Epochs) =>
  fc
    .array(fc.tuple(facts, origins), { minLength: 1, maxLength: 3 })
    .map((all) => all.map(([fact, { index, branch }]) => ({ ...fact, index, ...(branch === 'change' && { branch }) })))
    .map((all) => all.map((coin) => ({ ...coin, scriptPubKey: deriveOrigin(epochs, coin as never).scriptPubKey })))
    .map((all) => all as OwnReserveCoin[]);
// Long enough for a length of three bytes.
const messages = fc.string({ maxLength: 400, unit: 'grapheme' });

describe.each(['wsh', 'tr'] as const)('a proof PSBT over %s coins', (kind) => {
  const epochs = epochsOf(kind);

  test('is written and read as the library does, byte for byte', () => {
    fc.assert(
      fc.property(coinsOf(epochs), messages, (coins, message) => {
        const psbt = encodeProofPsbt(epochs, message, coins);
        expect(Buffer.from(psbt)).toEqual(Buffer.from(encodeWithLibrary(epochs, message, coins)));
        expect(readProofPsbt(epochs, message, psbt)).toMatchObject({ coins, psbt });
      }),
      { numRuns: 15 },
    );
  });

  test('is signed as the library does', () => {
    fc.assert(
      fc.property(coinsOf(epochs), messages, fc.nat(2), (coins, message, holder) => {
        const psbt = encodeProofPsbt(epochs, message, coins);
        const own = withAccount(holder, kind, (account) => signProof(psbt, account));
        const other = withAccount((holder + 1) % 3, kind, (account) => signWithLibrary(psbt, account));
        if (!own) throw new Error('a proof in this form is signed');
        if (kind === 'wsh') {
          const library = withAccount(holder, kind, (account) => signWithLibrary(psbt, account));
          expect(Buffer.from(own)).toEqual(Buffer.from(library));
        }
        // Signatures under taproot are never twice the same; these are good together with the library's.
        const proof = assembleProof(epochs, message, coins, [own, other]);
        if (!proof.complete) throw new Error(`input ${proof.coin.txid} has ${proof.signatures} signatures`);
        const distinct = new Map(coins.map((coin) => [`${coin.txid}:${coin.vout}`, coin]));
        if (distinct.size === coins.length)
          expect(verifyReserveProof(message, [proof.bytes], coins).problems).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test('is signed by one after the other', () => {
    const coins = fc.sample(coinsOf(epochs), { numRuns: 1, seed: 7 })[0] as OwnReserveCoin[];
    const once = withAccount(0, kind, (account) => signProof(encodeProofPsbt(epochs, 'm', coins), account));
    const twice = withAccount(1, kind, (account) => signProof(once as Uint8Array, account));
    expect(assembleProof(epochs, 'm', coins, [twice as Uint8Array]).complete).toBe(true);
    expect(withAccount(0, kind, (account) => signProof(twice as Uint8Array, account))).toBeUndefined();
  });
});

describe('what is left to the library, which judges it', () => {
  const epochs = epochsOf('wsh');
  const scriptPubKey = deriveOrigin(epochs, { index: 4 }).scriptPubKey;
  const coin: OwnReserveCoin = { txid: 'ab'.repeat(32), vout: 1, index: 4, scriptPubKey, amountSats: 1_000n };
  const psbt = encodeProofPsbt(epochs, 'm', [coin]);
  const maps = readPsbtMaps(psbt) as PsbtMap[];
  const set = (at: number, type: number, value: Uint8Array, keyData: Uint8Array = new Uint8Array()): Uint8Array => {
    const key = Buffer.concat([Buffer.of(type), keyData]);
    const changed = maps.map((map, i): PsbtMap => {
      if (i !== at) return map;
      return [...map.filter((one) => Buffer.compare(one.key, key) !== 0), { key, value }].sort(byKey);
    });
    return writePsbtMaps(changed);
  };
  const swapped = maps.map((map, i) => (i === 2 ? [...map].reverse() : map));
  const twice = maps.map((map, i) => (i === 2 ? [map[0] as PsbtField, ...map] : map));
  const nested = Buffer.from(scriptPubKey).fill(0, 1, 2);

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['what is cut off', psbt.subarray(0, -1)],
    ['what goes on after its end', Buffer.concat([psbt, Buffer.of(1, 2)])],
    [
      'a length that is longer than need be',
      Buffer.concat([psbt.subarray(0, 5), Buffer.of(0xfd, 1, 0), psbt.subarray(6)]),
    ],
    ['version 0', Transaction.fromPSBT(psbt, { allowUnknownInputs: true, disableScriptCheck: true }).toPSBT(0)],
    ['fields in another order', writePsbtMaps(swapped)],
    ['a field that is there twice', writePsbtMaps(twice)],
    ['a sighash type', set(2, 3, Buffer.from('01000000', 'hex'))],
    ['a field that is not known', set(2, 0xfc, Buffer.of(1), Buffer.of(1, 2, 3))],
    ['a lock time', set(0, GLOBAL.lockTime, Buffer.from('01000000', 'hex'))],
    ['a count of inputs that is another', set(0, GLOBAL.inputs, Buffer.of(3))],
    ['a count of outputs that is another', set(0, GLOBAL.outputs, Buffer.of(2))],
    ['the challenge of another message', set(1, INPUT.porCommitment, Buffer.from('x'))],
    ['a challenge at another output', set(1, INPUT.vout, Buffer.from('01000000', 'hex'))],
    ['a challenge that holds something', set(1, INPUT.witnessUtxo, Buffer.from('01000000000000000151', 'hex'))],
    ['another sequence', set(2, INPUT.sequence, Buffer.from('fdffffff', 'hex'))],
    ['a transaction to be mined', set(1, INPUT.txid, Buffer.alloc(32, 1))],
    ['a witness script of another coin', set(2, INPUT.witnessScript, deriveOrigin(epochs, { index: 5 }).innerScript)],
    [
      'a coin that is of no such program',
      set(2, INPUT.witnessUtxo, Buffer.concat([Buffer.alloc(8), Buffer.of(34), nested])),
    ],
    ['an output of no amount', set(3, OUTPUT.amount, new Uint8Array())],
  ])('%s', (_, given) => {
    expect(Buffer.compare(given, psbt)).not.toBe(0);
    expect(withAccount(0, 'wsh', (account) => signProof(given, account))).toBeUndefined();
    expect(() => readProofPsbt(epochs, 'm', given)).toSatisfy((read: () => { psbt: Uint8Array }) => {
      try {
        // Only what says the same in another form is read, and written anew.
        return Buffer.compare(read().psbt, psbt) === 0;
      } catch (error) {
        return (error as { code?: string }).code === 'proof/psbt';
      }
    });
  });

  test('a proof of coins of which this account holds no key', () => {
    const other = withAccountKey(testSeed(9), { network }, (account) => signProof(psbt, account));
    expect(other).toBeUndefined();
  });
});
