import { type ApiClient, type Credential, createApiClient } from '../api-client.ts';
import type { Context } from '../context.ts';
import { readSignKey } from '../sign-key.ts';
import { requireRunning } from './find-running.ts';

/** The API of the system on this machine, and what shows it who asks. */
export interface AskedApi {
  api: ApiClient;
  url: string;
  keys: { operator: Credential; compliance: Credential };
}

/** With `--sign-key` that key signs, whoever's business it is: it opens what its scopes say, and nothing that is configured. */
export function askedApi({ configuration, signKey }: Context, options: { timeoutMs?: number } = {}): AskedApi {
  const signer = signKey === undefined ? undefined : readSignKey(signKey);
  const { endpoints, keys } = requireRunning(configuration.dataDirectory);
  return {
    api: createApiClient(endpoints.apiUrl, options),
    url: endpoints.apiUrl,
    keys: signer ? { operator: signer, compliance: signer } : keys.api,
  };
}
