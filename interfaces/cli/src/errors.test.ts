import { describe, expect, test } from 'vitest';
import { describeError } from './errors.ts';

const errno = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { code, ...more });

describe('a failure of the system is told in words', () => {
  test.each<[unknown, string]>([
    [
      errno('ENOENT', "ENOENT: no such file or directory, open '/x'", { path: '/x' }),
      '/x: there is no such file or directory.',
    ],
    [errno('EISDIR', 'EISDIR: illegal operation on a directory, read'), 'It is a directory, and a file is needed.'],
    [errno('ENOSPC', 'ENOSPC: no space left on device, write'), 'The disk is full.'],
    [
      errno('ENOTFOUND', 'getaddrinfo ENOTFOUND nowhere', { hostname: 'nowhere' }),
      'There is no host nowhere. Check the address.',
    ],
    [
      new Error("Not read: ENOENT: no such file or directory, open '/x'"),
      'Not read: /x: there is no such file or directory',
    ],
    [
      new Error('The cookie file /x cannot be used (EACCES)'),
      'The cookie file /x cannot be used (this user may not use it)',
    ],
    [new Error('connect ECONNREFUSED 127.0.0.1:1'), 'nothing listens at 127.0.0.1:1'],
    [new Error('the EXPIRED offer of EUR'), 'the EXPIRED offer of EUR'],
    [
      new TypeError('fetch failed', { cause: errno('ECONNREFUSED', '', { address: '127.0.0.1', port: 1 }) }),
      'Nothing listens at 127.0.0.1:1. Check that it runs, and that its address is right.',
    ],
    ['text', 'text'],
  ])('%s', (error, message) => {
    expect(describeError(error)).toBe(message);
  });
});
