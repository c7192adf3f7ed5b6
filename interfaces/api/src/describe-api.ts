import { type Services, silentLog } from '@istsi/integration';
import { createApi } from './api.ts';

/** The OpenAPI document of every route that there can be, without a system: routes are declared, and nobody is asked. */
export async function describeApi(version: string): Promise<object> {
  const nobody = { events: {} } as Services;
  const api = await createApi({ services: nobody, keys: { operator: '', compliance: '' }, version, log: silentLog });
  await api.ready();
  const document = api.swagger();
  await api.close();
  return document;
}
