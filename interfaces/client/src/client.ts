import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/api.ts';
import { type RequestSigner, signing } from './sign-request.ts';

export type ApiClient = Client<paths>;

/** `baseUrl` is empty where the API and the page have one origin. With a signer every request is signed. */
export function createApiClient(baseUrl = '', { signer }: { signer?: RequestSigner } = {}): ApiClient {
  const client = createFetchClient<paths>({ baseUrl });
  if (signer) client.use(signing(signer));
  return client;
}
