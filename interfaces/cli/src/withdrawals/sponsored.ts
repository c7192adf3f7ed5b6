import { addressCredentials, signEntry, signerOf } from '@istsi/soroban-client';
import { type Keypair, xdr } from '@stellar/stellar-sdk';
import { type ApiClient, answered, type Shape } from '../api/client.ts';
import { CliError } from '../errors.ts';
import { callsOf, type WantedCall, wantedCalls } from './envelope.ts';

/** Of an account that cannot pay a fee. */
const WITHOUT_LUMENS = new Set(['account-missing', 'account-short']);

/** As one's own transaction; where that is asked for, or the account has no lumens, as one that somebody else pays for. */
export async function prepareEither<O, S>(
  isSponsored: boolean | undefined,
  own: () => Promise<O>,
  sponsored: () => Promise<S>,
): Promise<{ own: O } | { sponsored: S }> {
  if (isSponsored) return { sponsored: await sponsored() };
  try {
    return { own: await own() };
  } catch (error) {
    if (!WITHOUT_LUMENS.has(codeOf(error))) throw error;
    return await sponsored().then(
      (prepared) => ({ sponsored: prepared }),
      (other: unknown) => {
        throw codeOf(other) === 'sponsorship-off' ? error : other;
      },
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof CliError ? String((error.context as { code?: string }).code ?? '') : '';
}

/** Signs what the API prepared, after reading for itself that it authorizes this call and nothing else. */
export async function signAuthorization(
  { authorization, network_passphrase }: { authorization: string; network_passphrase: string },
  wanted: WantedCall,
  key: Keypair,
): Promise<string> {
  const entry = xdr.SorobanAuthorizationEntry.fromXdr(authorization, 'base64');
  const expected = [wanted.source, wantedCalls(wanted)].join(' ');
  const found = [signerOf(entry) ?? 'somebody else', callsOf(entry.rootInvocation)].join(' ');
  if (found !== expected) throw new CliError('cli/other-transaction', { found: `authorizes ${found}`, expected });
  const validUntil = Number(addressCredentials(entry.credentials)?.signatureExpirationLedger);
  return (await signEntry(entry, key, validUntil, network_passphrase)).toXdr('base64');
}

/** For `sendUntilDecided`. */
export async function sendSponsored(
  api: ApiClient,
  authorization: string,
): Promise<{ done: Shape<'SponsoredCall'> | null; note: string | null }> {
  const sent = await answered(api.POST('/v1/sponsorship/calls', { body: { authorization } }));
  return { done: sent.state === 'done' ? sent : null, note: sent.note };
}
