import { describe, expect, test } from 'vitest';
import { createClientDomains, isDomain } from './client-domain.ts';

describe('a client domain', () => {
  test.each(['wallet.example', 'wallet.example:8000', 'localhost', 'xn--bcher-kva.example'])('%s is one', (text) =>
    expect(isDomain(text)).toBe(true),
  );

  // The last three look like one, and no URL can have them.
  test.each([
    ...['', 'wallet.example/', 'a b', '-a.example', `${'a'.repeat(61)}.org`],
    ...['176351556176351556', 'wallet.example:99999', '1.2.3.256'],
  ])('%s is none, and says so', async (text) => {
    expect(isDomain(text)).toBe(false);
    await expect(createClientDomains([])(text)).rejects.toMatchObject({ code: 'web-auth/refused' });
  });
});
