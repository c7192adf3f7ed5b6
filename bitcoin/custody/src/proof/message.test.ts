import { readFileSync } from 'node:fs';
import { Address, NETWORK, OutScript } from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Custody, startCustody } from '../../test/withdrawal-world.ts';
import { networks } from '../networks.ts';
import { transactionId } from '../script/signed-transaction.ts';
import { deriveOrigin } from '../withdrawal/proposal.ts';
import { messageHash, messageToSign, messageToSpend } from './message.ts';
import { assembleMessage, encodeMessagePsbt } from './sign-message.ts';
import { verifyMessage } from './verify-message.ts';

interface Vectors {
  hashes: { message: string; address: string; message_hash: string; to_spend: string; to_sign: string }[];
  valid: { message: string; address: string; signature: string; time: number; age: number }[];
  invalid: { why: string; message: string; address: string; signature: string }[];
  inconclusive: { why: string; message: string; address: string; signature: string }[];
}
const vectors = JSON.parse(readFileSync(new URL('../../test/vectors/bip322.json', import.meta.url), 'utf8')) as Vectors;
const scriptOf = (address: string): Uint8Array => OutScript.encode(Address(NETWORK).decode(address));

describe('BIP-322', () => {
  test.each(vectors.hashes)('hashes "$message"', ({ message, address, message_hash, to_spend, to_sign }) => {
    expect(Buffer.from(messageHash(message)).toString('hex')).toBe(message_hash);
    expect(messageToSpend(message, scriptOf(address)).txid).toBe(to_spend);
    expect(transactionId(messageToSign(message, scriptOf(address)))).toBe(to_sign);
  });
  test.each(vectors.valid)('signature of "$message" by $address is valid', (vector) => {
    const { message, address, signature, time, age } = vector;
    expect(verifyMessage(scriptOf(address), message, signature)).toMatchObject({ state: 'valid', time, age });
  });
  test.each(vectors.invalid)('refuses: $why', ({ message, address, signature }) => {
    expect(verifyMessage(scriptOf(address), message, signature)).toMatchObject({ state: 'invalid' });
  });
  test.each(vectors.inconclusive)('does not judge: $why', ({ message, address, signature }) => {
    expect(verifyMessage(scriptOf(address), message, signature)).toMatchObject({ state: 'inconclusive' });
  });
});

describe.each(['wsh', 'tr'] as const)('a message of a %s custody address', (kind) => {
  const network = networks.regtest;
  const message = 'The coins behind this address back iSTSi.';
  const origin = { index: 0, branch: 'change' } as const;
  let custody: Custody;
  beforeAll(async () => {
    custody = await startCustody(kind);
  });
  afterAll(() => custody.remove());

  const sign = async (holder: number, text = message): Promise<Uint8Array> => {
    const psbt = encodeMessagePsbt([custody.descriptor], text, origin);
    return (await custody.keystores[holder]?.signPsbt(psbt, { network, kind })) ?? psbt;
  };

  test('is signed by two of three, and verifies in both forms', async () => {
    const epochs = [custody.descriptor];
    const signed = assembleMessage(epochs, message, origin, [await sign(2), await sign(0)]);
    const { scriptPubKey } = deriveOrigin(epochs, origin);
    for (const signature of [signed?.simple ?? '', signed?.full ?? '']) {
      expect(verifyMessage(scriptPubKey, message, signature)).toMatchObject({ state: 'valid', threshold: 2, keys: 3 });
      expect(verifyMessage(scriptPubKey, `${message} `, signature)).toMatchObject({ state: 'invalid' });
      const other = deriveOrigin(epochs, { index: 1 }).scriptPubKey;
      expect(verifyMessage(other, message, signature)).toMatchObject({ state: 'invalid' });
    }
  });

  test('is not complete with one holder, nor with the signature of another message', async () => {
    const epochs = [custody.descriptor];
    expect(assembleMessage(epochs, message, origin, [await sign(0), await sign(0)])).toBeUndefined();
    expect(assembleMessage(epochs, message, origin, [await sign(0), await sign(1, 'another')])).toBeUndefined();
  });
});
