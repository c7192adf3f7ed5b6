import { CustodyError } from '@istsi/bitcoin-custody';
import { describe, expect, test } from 'vitest';
import { unavailable } from './attestor.ts';

const url = 'http://127.0.0.1:8332';
const hash = 'ab'.repeat(32);

describe('a signer that cannot look says why, apart from what it judges', () => {
  test.each<[string, CustodyError, string]>([
    [
      'because its node is behind',
      new CustodyError('bitcoin/behind', { url, reason: 'it has 7 of 900 blocks' }),
      'attestation/behind',
    ],
    ['because its node has pruned a block', new CustodyError('bitcoin/pruned', { hash }), 'attestation/pruned'],
    [
      'because its node is out of reach',
      new CustodyError('bitcoin/unreachable', { url, method: 'getblock', reason: 'ECONNREFUSED' }),
      'attestation/unavailable',
    ],
  ])('%s', (_, error, code) => {
    expect(unavailable(error)).toMatchObject({ ok: false, code, reason: expect.stringContaining(error.message) });
  });

  test('and what is no failure of a node is none of these', () => {
    expect(() => unavailable(new Error('a defect'))).toThrow('a defect');
  });
});
