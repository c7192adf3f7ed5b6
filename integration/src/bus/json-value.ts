export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/**
 * A value as a contract's spec decodes it, in JSON: integers wider than 32 bits as text, because a JSON number loses
 * satoshis; bytes in hex; maps as lists of pairs, as they are in the ledger.
 */
export function toJson(value: unknown): JsonValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Map) return [...value.entries()].map(([key, each]) => [toJson(key), toJson(each)]);
  if (Array.isArray(value)) return value.map(toJson);
  // An address, or a text that is not valid UTF-8: what it prints as.
  const isPlain = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  if (!isPlain) return String(value as { toString(): string });
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toJson(each)]));
}
