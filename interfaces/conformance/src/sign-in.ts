import { type Keypair, Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { ask, shown } from './ask.ts';
import type { Home } from './home.ts';

/** A session of SEP-10, for the key's account or a multiplexed one (M…) of it. What is signed is looked at before. */
export async function signIn(home: Home, key: Keypair, account: string = key.publicKey()): Promise<string> {
  const [endpoint, server] = [home.text('WEB_AUTH_ENDPOINT'), home.text('SIGNING_KEY')];
  if (endpoint === undefined || server === undefined)
    throw new Error('stellar.toml names no WEB_AUTH_ENDPOINT and SIGNING_KEY: give a token');
  const asked = await ask('GET', `${endpoint}?${new URLSearchParams({ account, home_domain: home.domain })}`);
  const { transaction, network_passphrase: passphrase = home.text('NETWORK_PASSPHRASE') } = asked.body ?? {};
  if (asked.status !== 200 || typeof transaction !== 'string' || typeof passphrase !== 'string')
    throw new Error(`SEP-10 gave no challenge: ${shown(asked)}`);
  const challenge = TransactionBuilder.fromXDR(transaction, passphrase);
  // Nothing that a network could include is signed.
  if (!(challenge instanceof Transaction) || challenge.sequence !== '0' || challenge.source !== server)
    throw new Error('what SEP-10 gave to sign is no challenge');
  challenge.sign(key);
  const answered = await ask('POST', endpoint, { json: { transaction: challenge.toXDR() } });
  const token = answered.body?.token;
  if (typeof token !== 'string') throw new Error(`SEP-10 gave no session: ${shown(answered)}`);
  return token;
}

/** What a token says, without looking at its signature. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
