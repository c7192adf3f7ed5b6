import { Address, Keypair, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { amountIn, dataKey, keysLike, valueIn } from './ledger-entries.ts';

const contract = StrKey.encodeContract(Buffer.alloc(32, 1));
const account = (): string => Keypair.random().publicKey();
const keyOf = (holder: string) => dataKey(contract, 'Balance', Address.fromString(holder).toScVal());

const entryOf = (val: xdr.ScVal): Buffer => {
  const key = xdr.LedgerKey.fromXdr(keyOf(account()), 'base64');
  if (key.type !== 'contractData') throw new Error('it is one of contract data');
  const { contract: of, key: under, durability } = key.value;
  const ext = xdr.ExtensionPoint.v0();
  const entry = new xdr.ContractDataEntry({ ext, contract: of, key: under, durability, val });
  return Buffer.from(xdr.LedgerEntryData.contractData(entry).toXdr());
};

describe('keys that are made of one another', () => {
  test('are those that each has when it is encoded by itself', () => {
    const [model, other] = [account(), account()];
    const make = keysLike(keyOf(model), StrKey.decodeEd25519PublicKey(model));
    expect(make(StrKey.decodeEd25519PublicKey(other))).toBe(keyOf(other));
  });

  test('are refused of a model that does not end so, and for what is of another length', () => {
    const model = account();
    expect(() => keysLike(keyOf(model), StrKey.decodeEd25519PublicKey(account()))).toThrow('does not end');
    const make = keysLike(keyOf(model), StrKey.decodeEd25519PublicKey(model));
    expect(() => make(Buffer.alloc(31))).toThrow(RangeError);
  });
});

describe('a balance that is read at the end of its entry', () => {
  test.each([0n, 1n, 2n ** 63n, 2n ** 64n, 2n ** 127n - 1n, -1n, -(2n ** 127n)])(
    '%d is what it decodes to',
    (balance) => {
      const entry = entryOf(nativeToScVal(balance, { type: 'i128' }));
      expect(amountIn(entry)).toBe(balance);
      expect(valueIn(entry)).toBe(balance);
    },
  );

  test.each<[string, xdr.ScVal]>([
    ['an unsigned one', nativeToScVal(5n, { type: 'u128' })],
    ['a record', nativeToScVal({ amount: 5n })],
    ['nothing', xdr.ScVal.scvVoid()],
  ])('is refused when it is %s', (_, value) => {
    expect(() => amountIn(entryOf(value))).toThrow('is none');
  });
});
