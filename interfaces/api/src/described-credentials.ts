import { accessTable } from './access-table.ts';

/** How a caller shows who asks (OpenAPI 3.1, Security Scheme Object). */
export const securitySchemes = {
  key: { type: 'http', scheme: 'bearer' },
  // OpenAPI has no type for RFC 9421: the field that carries the signature is named, and the rest said.
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Signature',
    description:
      'RFC 9421, with `Signature-Input`: about `@method`, `@target-uri` (or `@authority`, `@path` and `@query`), and `content-digest` (RFC 9530) ' +
      'where there is a body; with `created`, `nonce` and `keyid`, by a key that was made with a public key. Each request counts once.',
  },
} as const;

interface Operation {
  security?: Record<string, string[]>[];
}

/** Whatever a key of a program opens, one that signs opens as well. */
export function withSignatures<T extends object>(document: T): T {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> };
  for (const [path, operations] of Object.entries(paths))
    for (const [method, operation] of Object.entries(operations)) {
      const access = accessTable[`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`];
      if (typeof access === 'object' && access.scope !== undefined && operation.security)
        operation.security = [...operation.security, { signature: [] }];
    }
  return document;
}
