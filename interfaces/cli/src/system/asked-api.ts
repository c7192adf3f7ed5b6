import { type ApiClient, openApi } from '../api/client.ts';
import type { Context } from '../context.ts';
import { readSignKey } from '../sign-key.ts';
import { requireRunning } from './find-running.ts';

/** The API of the system on this machine, by who asks it. */
export interface AskedApi {
  url: string;
  /** Without a key. */
  anybody: ApiClient;
  operator: ApiClient;
  compliance: ApiClient;
}

/** With `--sign-key` that key signs, whoever's business it is: it opens what its scopes say, and nothing that is configured. */
export function askedApi({ configuration, signKey }: Context, options: { timeoutMs?: number } = {}): AskedApi {
  const signer = signKey === undefined ? undefined : readSignKey(signKey);
  const { endpoints, keys } = requireRunning(configuration.dataDirectory);
  const url = endpoints.apiUrl;
  return {
    url,
    anybody: openApi(url, options),
    operator: openApi(url, { ...options, credential: signer ?? keys.api.operator }),
    compliance: openApi(url, { ...options, credential: signer ?? keys.api.compliance }),
  };
}
