import { expect, test } from 'vitest';
import { knownAuditKey, rememberAuditKey } from './known-audit-key.ts';

const key = 'log.example+0123abcd+AAAA';

test('the key that a browser knows stays it, whatever the service says later', () => {
  const kept = new Map<string, string>();
  const store = {
    getItem: (place: string) => kept.get(place) ?? null,
    setItem: (place: string, value: string) => void kept.set(place, value),
  };
  expect(knownAuditKey(store, null)).toEqual({ why: 'unsigned' });
  expect(knownAuditKey(store, key)).toEqual({ key });
  rememberAuditKey(store, key);
  expect(knownAuditKey(store, 'another')).toEqual({ why: 'other-key' });
  expect(knownAuditKey(store, null)).toEqual({ key });
});
