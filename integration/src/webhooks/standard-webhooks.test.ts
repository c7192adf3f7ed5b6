import { createHmac, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { MOST_ATTEMPTS, openFor, pauseAfter } from './attempts.ts';
import { postOnce } from './post-once.ts';
import { createKeys, publicKeyOf, signedHeaders } from './signatures.ts';
import { findTarget, isRefused } from './target-address.ts';

describe('a message is signed as Standard Webhooks says', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', at: new Date(1_614_265_330_000) };

  test('with HMAC-SHA256: the vector of its libraries', () => {
    const keys = { ...createKeys(), secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
    const headers = signedHeaders(message, [keys]);
    expect(headers['webhook-id']).toBe(message.id);
    expect(headers['webhook-timestamp']).toBe('1614265330');
    expect(headers['webhook-signature']).toContain('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('with ed25519, for whoever shall verify and never sign', () => {
    const keys = createKeys();
    const signature = signedHeaders(message, [keys])
      ['webhook-signature']!.split(' ')
      .find((one) => one.startsWith('v1a,'))!
      .slice(4);
    const raw = Buffer.from(publicKeyOf(keys.signingKey).replace('whpk_', ''), 'base64');
    const key = createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
      ...({ format: 'der', type: 'spki' } as const),
    });
    const content = Buffer.from(`${message.id}.1614265330.${message.body}`);
    expect(verify(null, content, key, Buffer.from(signature, 'base64'))).toBe(true);
    expect(verify(null, Buffer.from(`${content}x`), key, Buffer.from(signature, 'base64'))).toBe(false);
  });

  test('with every live key, so that a receiver with either verifies it', () => {
    const both = [createKeys(), createKeys()];
    const signatures = signedHeaders(message, both)['webhook-signature']!.split(' ');
    expect(signatures).toHaveLength(4);
    for (const { secret } of both) {
      const key = Buffer.from(secret.slice(6), 'base64');
      const expected = createHmac('sha256', key).update(`${message.id}.1614265330.${message.body}`).digest('base64');
      expect(signatures).toContain(`v1,${expected}`);
    }
  });
});

describe('attempts', () => {
  test('are nine over a day at least, each later than the one before', () => {
    const pauses = Array.from({ length: MOST_ATTEMPTS }, (_, i) => pauseAfter(i + 1, 0));
    expect(pauses.at(-1)).toBeUndefined();
    const known = pauses.slice(0, -1) as number[];
    expect(known).toHaveLength(8);
    expect(known).toEqual([...known].sort((one, other) => one - other));
    expect(known.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThanOrEqual(24 * 3_600_000);
  });

  test('that failed together do not come back together, and wait as long as the receiver asks', () => {
    expect(pauseAfter(1, 0.9)).toBeGreaterThan(pauseAfter(1, 0.1)!);
    expect(pauseAfter(1, 0, 60_000)).toBe(60_000);
  });

  test('leave an endpoint alone that fails and fails, longer each time, and not for ever', () => {
    expect([1, 4].map(openFor)).toEqual([undefined, undefined]);
    expect([5, 6, 7].map(openFor)).toEqual([30_000, 60_000, 120_000]);
    expect(openFor(1_000)).toBe(900_000);
  });
});

describe('an address that events are not sent to', () => {
  test.each([
    ...[
      '127.0.0.1',
      '127.9.9.9',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '0.0.0.0',
    ],
    ...['100.64.0.1', '100.100.100.200', '168.63.129.16', '192.0.0.192', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
    ...[
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
    ],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'not an address', ''],
  ])('%s', (address) => {
    expect(isRefused(address)).toBe(true);
  });

  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2001:4860:4860::8888'])(
    'is not %s',
    (address) => expect(isRefused(address)).toBe(false),
  );

  test('may be allowed, and nothing beside it is', () => {
    expect(isRefused('10.1.2.3', ['10.1.0.0/16'])).toBe(false);
    expect(isRefused('10.2.2.3', ['10.1.0.0/16'])).toBe(true);
    expect(isRefused('fd00::1', ['fd00::/64'])).toBe(false);
    expect(isRefused('::ffff:10.1.2.3', ['10.1.0.0/16', 'fd00::/64'])).toBe(true);
  });

  test.each(['localhost', '127.0.0.1', '[::1]', '0x7f.1', '2130706433', 'name.that.does.not.exist.invalid'])(
    'is what %s names',
    async (host) => {
      const { hostname } = new URL(`http://${host}/`);
      expect(await findTarget({ protocol: 'https:', hostname }, [])).toMatchObject({ ok: false });
    },
  );

  test.each([
    ['another protocol, before any name is looked up', 'ftp://nowhere.invalid/', 'ftp: is not https:'],
    ['a public address in the clear, whatever was given once', 'http://8.8.8.8/', 'only https:'],
    ['a literal address of ours', 'https://10.0.0.1/', /^10\.0\.0\.1 is no address/],
  ])('when it is sent to: %s', async (_, url, reason) => {
    const matching = typeof reason === 'string' ? expect.stringContaining(reason) : expect.stringMatching(reason);
    expect(await postOnce(url, { headers: {}, body: '{}' })).toMatchObject({ ok: false, reason: matching });
  });
});
