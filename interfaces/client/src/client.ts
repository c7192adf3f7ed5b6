import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/api.ts';

export type ApiClient = Client<paths>;

/** `baseUrl` is empty where the API and the page have one origin. */
export function createApiClient(baseUrl = ''): ApiClient {
  return createFetchClient<paths>({ baseUrl });
}
