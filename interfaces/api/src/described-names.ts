interface Operation {
  parameters?: object[];
}

const parameter = {
  in: 'header',
  name: 'idempotency-key',
  required: false,
  description:
    'Sent again with the same key within a day, the request is answered as it was the first time, and not done again',
  schema: { type: 'string', minLength: 16, maxLength: 255 },
} as const;

/** Whatever is asked to be done may be named by who asks. */
export function withNames<T extends object>(document: T): T {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> };
  for (const [path, { post }] of Object.entries(paths))
    if (post && path.startsWith('/v1/')) post.parameters = [...(post.parameters ?? []), parameter];
  return document;
}
