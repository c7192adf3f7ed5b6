import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parseAccess } from './access.ts';

const header = (credentials: string): string => `Basic ${Buffer.from(credentials, 'latin1').toString('base64')}`;

describe('any password can be given in a URL', () => {
  test.each([
    ['http://alice:secret@host:8332', 'alice:secret'],
    ['http://alice:p%40ss%3A%2F%3F%23@host', 'alice:p@ss:/?#'],
    ['http://alice:100%zz%@host', 'alice:100%zz%'],
    ['http://alice:a@b@host', 'alice:a@b'],
    ['http://alice:~!$&()*+,;=^|`{}"<>@host', 'alice:~!$&()*+,;=^|`{}"<>'],
    ['http://alice:%FF%00@host', 'alice:\u00ff\u0000'],
    ['http://alice:%C3%A9@host', 'alice:\u00c3\u00a9'],
    ['http://alice:é@host', 'alice:\u00c3\u00a9'],
    ['http://alice@host', 'alice:'],
    ['http://:only@host', ':only'],
  ])('%s', (url, credentials) => {
    const access = parseAccess(url);
    expect(access.authorization()).toBe(header(credentials));
    expect(access.shown).toMatch(/^http:\/\/host(:8332)?\/$/);
  });

  test('a URL without one sends none', () => {
    expect(parseAccess('http://host').authorization()).toBeUndefined();
  });

  test.each([
    'http://alice:se/cret@host',
    'http://alice:1234#cret@host',
    'http://alice:1234/cret@host',
    'http://alice:1234?cret@host',
    'http://alice:1234\\cret@host',
    'http://alice:se cret:port',
    'secret',
  ])('and what would be read as another address is refused, without repeating it: %s', (url) => {
    const refused = (): unknown => {
      try {
        return parseAccess(url);
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({ code: 'bitcoin/url' });
    const { message, cause } = refused() as Error;
    expect(`${message} ${JSON.stringify(cause)}`).not.toMatch(/cret|1234/);
  });
});

describe('a cookie file', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'istsi-cookie-'));
  const cookieFile = path.join(directory, '.cookie');
  afterEach(() => {
    rmSync(cookieFile, { force: true });
  });

  test('is read when it is needed, and again when it is refused', () => {
    const access = parseAccess('http://host', cookieFile);
    expect(() => access.authorization()).toThrow(
      expect.objectContaining({ code: 'bitcoin/cookie', context: { path: cookieFile, reason: 'ENOENT' } }),
    );
    writeFileSync(cookieFile, '__cookie__:aa\n');
    expect(access.authorization()).toBe(header('__cookie__:aa'));
    expect(access.renew()).toBe(false);
    writeFileSync(cookieFile, '__cookie__:bb');
    expect(access.authorization()).toBe(header('__cookie__:aa'));
    expect(access.renew()).toBe(true);
    expect(access.authorization()).toBe(header('__cookie__:bb'));
  });

  test('that holds none is refused', () => {
    writeFileSync(cookieFile, '');
    expect(() => parseAccess('http://host', cookieFile).authorization()).toThrow(/holds no cookie/);
  });

  test('beside a password is one too many', () => {
    expect(() => parseAccess('http://alice:secret@host', cookieFile)).toThrow(/choose one/);
  });
});
