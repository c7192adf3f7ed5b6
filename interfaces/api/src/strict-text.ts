import type { FastifyInstance } from 'fastify';
import { ApiError } from './problems.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** JSON is UTF-8 (RFC 8259, section 8.1): bytes that are none are refused, not replaced by something else. */
export function readTextStrictly(api: FastifyInstance): void {
  const parse = api.getDefaultJsonParser('error', 'error');
  api.removeContentTypeParser('application/json');
  api.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = utf8.decode(body as Buffer);
    } catch {
      return done(new ApiError('malformed-json', 'The body is not text in UTF-8.'));
    }
    return parse(request, text, done);
  });
}

/** No name, number or text of ours has a NUL, and PostgreSQL takes none. */
export function refuseNul(api: FastifyInstance): void {
  api.addHook('onRequest', ({ url }, _reply, done) => {
    done(/%00|\0/.test(url) ? new ApiError('invalid-request', 'The path has a NUL.') : undefined);
  });
  api.addHook('preValidation', ({ body }, _reply, done) => {
    done(hasNul(body) ? new ApiError('invalid-request', 'The body has a NUL.') : undefined);
  });
}

/** Without recursion: a small body may be nested some thousand times. */
function hasNul(body: unknown): boolean {
  const left = [body];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && value.includes('\0')) return true;
    if (typeof value === 'object' && value !== null) left.push(...Object.keys(value), ...Object.values(value));
  }
  return false;
}
