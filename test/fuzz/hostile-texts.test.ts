import { randomBytes } from 'node:crypto';
import { Keypair, Networks } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import {
  type ChallengeTerms,
  createChallenge,
  readChallenge,
  requireSigned,
} from '../../integration/src/web-auth/challenge.ts';
import { WebAuthError } from '../../integration/src/web-auth/errors.ts';
import { createSessionTokens } from '../../integration/src/web-auth/session-token.ts';
import { parseMemoId, parseSubject } from '../../integration/src/web-auth/subject.ts';
import { createRandom } from '../system/random.ts';

const random = createRandom();
const terms: ChallengeTerms = {
  signingKey: Keypair.random(),
  networkPassphrase: Networks.TESTNET,
  homeDomain: 'anchor.example',
  webAuthDomain: 'anchor.example',
};
const client = Keypair.random();
const challenge = createChallenge(terms, { account: client.publicKey() } as never);

/** One of: a byte changed, cut off, doubled, bytes put in, or nothing of it left. */
function spoil(bytes: Buffer): Buffer {
  const at = random.between(0, bytes.length - 1);
  const changed = Buffer.from(bytes);
  changed[at] = random.between(0, 255);
  return random.pick([
    changed,
    bytes.subarray(0, at),
    Buffer.concat([bytes, bytes]),
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(random.between(1, 40), 0xff), bytes.subarray(at)]),
    Buffer.from(Array.from({ length: at }, () => random.between(0, 255))),
  ]);
}

describe(`texts of strangers (ISTSI_TEST_SEED=${random.seed})`, () => {
  test('that are nearly a challenge are refused, or are the challenge itself', () => {
    const whole = Buffer.from(challenge, 'base64');
    for (let n = 0; n < 2_500; n += 1) {
      const text = random.pick([spoil(whole).toString('base64'), spoil(Buffer.from(challenge)).toString('latin1')]);
      try {
        readChallenge(terms, text, new Date());
        expect(Buffer.from(text, 'base64').subarray(0, 100)).toEqual(whole.subarray(0, 100));
      } catch (error) {
        expect(error, text).toBeInstanceOf(WebAuthError);
      }
    }
    expect(() => requireSigned(terms, challenge, { signers: [], threshold: 1 })).toThrow(WebAuthError);
  });

  test('that are nearly a session’s token open no session', async () => {
    const tokens = createSessionTokens(terms.signingKey, 'https://anchor.example/auth');
    const token = await tokens.sign({ sub: client.publicKey(), id: 'one', clientDomain: undefined });
    expect(await tokens.verify(token)).toMatchObject({ sub: client.publicKey() });
    for (let n = 0; n < 1_000; n += 1) {
      const text = spoil(Buffer.from(token)).toString('latin1');
      if (text === token) continue;
      await expect(tokens.verify(text), text).rejects.toBeInstanceOf(WebAuthError);
    }
  });

  test('name one person or nobody: what is read is written the same way again', () => {
    const alphabet = [
      'G',
      'M',
      'C',
      ':',
      '0',
      '7',
      '18446744073709551615',
      '18446744073709551616',
      '\0',
      ' ',
      '١',
      '-',
    ];
    const subjects = [client.publicKey(), `${client.publicKey()}:7`];
    for (let n = 0; n < 20_000; n += 1) {
      const made = Array.from({ length: random.between(0, 4) }, () => random.pick(alphabet)).join('');
      const text = random.pick([
        made,
        `${client.publicKey()}:${made}`,
        spoil(Buffer.from(random.pick(subjects))).toString(),
      ]);
      const subject = parseSubject(text);
      if (subject) expect(subject.sub).toBe(text);
      const memo = parseMemoId(made);
      if (memo !== undefined) expect(BigInt(memo) < 2n ** 64n && String(BigInt(memo)) === memo).toBe(true);
    }
    expect(parseMemoId('18446744073709551615')).toBe('18446744073709551615');
    expect(parseSubject(randomBytes(40).toString('latin1'))).toBeUndefined();
  });
});
