import { challengeProblem } from '@istsi/client/signing';
import { TransactionBuilder } from '@stellar/stellar-sdk';
import { type ApiClient, answered, openApi } from '../api/client.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { requireRunning } from '../system/find-running.ts';

/**
 * What one of the system's people asks in their own name: signed in with the key in that file as a browser is with a wallet,
 * and signed out again whatever comes of it. The key signs the challenge, after it was read, and nothing else.
 */
export async function asPerson<T>(
  context: Context,
  keyFile: string | undefined,
  ask: (api: ApiClient, account: string) => Promise<T>,
): Promise<T> {
  const key = governanceKey(context, keyFile);
  const account = key.publicKey();
  const { apiUrl, networkPassphrase } = requireRunning(context.configuration.dataDirectory).endpoints;
  const anybody = openApi(apiUrl);
  const { envelope } = await answered(anybody.POST('/v1/sessions/challenge', { body: { account } }));
  const problem = challengeProblem(envelope, networkPassphrase, { account, domain: siteOf(apiUrl) });
  if (problem !== undefined) throw new CliError('cli/wrong-challenge', { problem });
  const challenge = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  challenge.sign(key);
  const { token } = await answered(anybody.POST('/v1/sessions', { body: { envelope: challenge.toXdr() } }));
  return await signedOutAfter(openApi(apiUrl, { credential: token }), (api) => ask(api, account));
}

/**
 * What was asked is told whatever comes of signing out: a session that stays open ends by itself, and who is told of that
 * instead does not learn what was done.
 */
export async function signedOutAfter<T>(api: ApiClient, ask: (api: ApiClient) => Promise<T>): Promise<T> {
  try {
    return await ask(api);
  } finally {
    await api.DELETE('/v1/sessions/current').catch(() => undefined);
  }
}

/** As much of its name as a challenge has room for. */
const siteOf = (url: string): string => new URL(url).host.slice(0, 50);
