/** Where a browser keeps the key that it knows the audit log by; the dashboard, of the same place, keeps it there too. */
const PLACE = 'istsi-audit-key';

export type KnownKey = { key: string; why?: never } | { key?: never; why: 'unsigned' | 'other-key' };

/** `named`: what the service says now. A key that is known already stays it, whatever the service says. */
export function knownKey(store: Pick<Storage, 'getItem'>, named: string | null): KnownKey {
  const known = store.getItem(PLACE) ?? named;
  if (known === null) return { why: 'unsigned' };
  return named !== null && named !== known ? { why: 'other-key' } : { key: known };
}

/** Once something was proved by it. */
export const rememberKey = (store: Pick<Storage, 'setItem'>, key: string): void => store.setItem(PLACE, key);
