import type { Action } from '@istsi/contracts/clients/integration-router';

/** What is in an action, as JSON has it: whole numbers as text, bytes in hex. */
export type PlainValue = string | number | boolean | null | PlainValue[] | { [name: string]: PlainValue };

/** A proposal's payload as the ledger holds it, for those who compare it with what they were told. */
export interface PlainAction {
  action: Action['tag'];
  values: PlainValue[];
}

export const plainAction = (action: Action): PlainAction => ({
  action: action.tag,
  values: 'values' in action ? [...action.values].map(plain) : [],
});

function plain(value: unknown): PlainValue {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  // An option that is absent.
  return null;
}
