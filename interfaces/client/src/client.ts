import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/api.ts';
import { type RequestSigner, signing } from './sign-request.ts';

export type ApiClient = Client<paths>;

export interface ClientOptions {
  /** Every request is signed. */
  signer?: RequestSigner | undefined;
  /** A key of the API that is sent as it is. */
  key?: string | undefined;
  /** In the place of the global one. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** `baseUrl` is empty where the API and the page have one origin. */
export function createApiClient(baseUrl = '', { signer, key, fetch }: ClientOptions = {}): ApiClient {
  const client = createFetchClient<paths>({
    baseUrl,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    ...(fetch && { fetch }),
  });
  if (signer) client.use(signing(signer));
  return client;
}
