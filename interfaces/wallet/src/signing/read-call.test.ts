import { Account, Address, Networks, nativeToScVal, Operation, StrKey, TransactionBuilder } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { differenceFrom, hashOf, type PromisedCall } from './read-call.ts';

const filled = (byte: number) => new Uint8Array(32).fill(byte);
const holder = StrKey.encodeEd25519PublicKey(filled(1));
const other = StrKey.encodeEd25519PublicKey(filled(2));
const router = StrKey.encodeContract(filled(3));
const bitcoin = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

const promised: PromisedCall = {
  ...{ networkPassphrase: Networks.STANDALONE, source: holder, contract: router },
  ...{ entry: 'execute_token_withdrawal', args: [holder, 80_000n, bitcoin, 6_300n] },
};

interface Change {
  source?: string;
  contract?: string;
  entry?: string;
  user?: string;
  sats?: bigint;
  to?: string;
  maxFee?: bigint;
  twice?: boolean;
  passphrase?: string;
}

function envelopeOf(change: Change = {}): string {
  const call = Operation.invokeContractFunction({
    contract: change.contract ?? router,
    function: change.entry ?? 'execute_token_withdrawal',
    args: [
      new Address(change.user ?? holder).toScVal(),
      nativeToScVal(change.sats ?? 80_000n, { type: 'u64' }),
      nativeToScVal(change.to ?? bitcoin, { type: 'string' }),
      nativeToScVal(change.maxFee ?? 6_300n, { type: 'u64' }),
    ],
  });
  const networkPassphrase = change.passphrase ?? Networks.STANDALONE;
  const builder = new TransactionBuilder(new Account(change.source ?? holder, '1'), { fee: '100', networkPassphrase });
  builder.addOperation(call);
  if (change.twice) builder.addOperation(call);
  return builder.setTimeout(300).build().toXdr();
}

test('what says just what was promised is signed', () => {
  expect(differenceFrom(envelopeOf(), promised)).toBeUndefined();
});

describe('what says anything else is not', () => {
  test.each<[string, Change]>([
    ['of another account', { source: other }],
    ['of another contract', { contract: StrKey.encodeContract(filled(4)) }],
    ['another entry', { entry: 'transfer' }],
    ['for another user', { user: other }],
    ['one satoshi more', { sats: 80_001n }],
    ['to another address', { to: 'bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry' }],
    ['for a higher fee', { maxFee: 6_301n }],
    ['two calls at once', { twice: true }],
  ])('%s', (_, change) => expect(differenceFrom(envelopeOf(change), promised)).toContain('and not'));

  test('what is no transaction', () => expect(differenceFrom('AAAA', promised)).toContain('no transaction'));
});

test('the hash that a wallet signs is of one network', () => {
  const envelope = envelopeOf();
  expect(hashOf(envelope, Networks.STANDALONE)).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOf(envelope, Networks.STANDALONE)).not.toBe(hashOf(envelope, Networks.PUBLIC));
});
