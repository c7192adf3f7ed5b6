import { type Services, silentLog } from '@istsi/integration';
import { createApi } from './api.ts';
import type { LocalHelp } from './routes/local.ts';

/** The OpenAPI document of every route that there can be, without a system: routes are declared, and nobody is asked. */
export async function describeApi(version: string): Promise<object> {
  const api = await createApi({
    ...{ services: nobody(), keys: { operator: '', compliance: '' }, version, log: silentLog },
    local: nobody() as unknown as LocalHelp,
  });
  await api.ready();
  const document = api.swagger();
  await api.close();
  return document;
}

/** Services whose parts can be named and passed on while routes are declared, and that no call gets anything from. */
export function nobody(): Services {
  return new Proxy({}, { get: () => nobody() }) as Services;
}
