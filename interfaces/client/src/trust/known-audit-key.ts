/** Where a browser keeps the key that it knows the audit log by: one place for every page of one origin. */
const PLACE = 'istsi-audit-key';

export type KnownAuditKey = { key: string; why?: never } | { key?: never; why: 'unsigned' | 'other-key' };

/** `named`: what the service says now. A key that is known already stays it, whatever the service says. */
export function knownAuditKey(store: Pick<Storage, 'getItem'>, named: string | null): KnownAuditKey {
  const known = store.getItem(PLACE) ?? named;
  if (known === null) return { why: 'unsigned' };
  return named !== null && named !== known ? { why: 'other-key' } : { key: known };
}

/** Once something was proved by it. */
export const rememberAuditKey = (store: Pick<Storage, 'setItem'>, key: string): void => store.setItem(PLACE, key);
