const schemaPrefix = '#/components/schemas/';

/**
 * The generator describes each named shape twice, as input and as output, since a schema may convert in between. Ours
 * never do: readers and client generators are spared the copies.
 */
export function withoutInputVariants<T extends object>(document: T): T {
  const { schemas } = (document as { components?: { schemas?: Record<string, unknown> } }).components ?? {};
  if (!schemas) return document;
  const copies = Object.keys(schemas).filter((name) => name.endsWith('Input') && name.slice(0, -5) in schemas);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => !copies.includes(name)));
  const merged = { ...document, components: { ...(document as { components: object }).components, schemas: kept } };
  const rename = (key: string, value: unknown) =>
    key === '$ref' && copies.some((name) => value === schemaPrefix + name) ? String(value).slice(0, -5) : value;
  return JSON.parse(JSON.stringify(merged, rename)) as T;
}
