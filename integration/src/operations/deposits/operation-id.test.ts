import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { depositOperationId } from './operation-id.ts';

test('the id hashes the txid as explorers print it and the output number in four bytes', () => {
  const txid = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
  const preimage = Buffer.concat([Buffer.from('bitcoin_deposit'), Buffer.from(txid, 'hex'), Buffer.from([0, 0, 1, 2])]);
  expect(depositOperationId({ txid, vout: 258 })).toBe(createHash('sha256').update(preimage).digest('hex'));
});
