import { Account, type Keypair, MuxedAccount } from '@stellar/stellar-sdk';
import { type Answer, ask, needOk } from '../ask.ts';
import { need, skip } from '../check.ts';
import type { Home } from '../home.ts';
import { signIn } from '../sign-in.ts';
import {
  type Account as ExternalAccount,
  isInfoNeeded,
  needAccount,
  needOfferings,
  type Offering,
} from './account-shape.ts';

export interface Sep59Context {
  home: Home;
  /** Whose sessions are asked for: a customer whom the server knows, or nobody is given an account. */
  key: Keypair;
  /** Sessions, by the account that they are of: one is enough. */
  sessions: Map<string, Promise<string>>;
}

export function serverOf({ home }: Sep59Context): string {
  const server = home.text('EXTERNAL_ACCOUNT_SERVER');
  need(server, 'stellar.toml names no EXTERNAL_ACCOUNT_SERVER');
  return server;
}

export async function sessionOf(
  { home, sessions }: Sep59Context,
  key: Keypair,
  account: string = key.publicKey(),
): Promise<string> {
  const known = sessions.get(account) ?? signIn(home, key, account);
  sessions.set(account, known);
  return await known;
}

export const ownSession = async (context: Sep59Context): Promise<string> => await sessionOf(context, context.key);

/** A multiplexed address of the same account: another person. */
export const muxedOf = (key: Keypair): string =>
  new MuxedAccount(new Account(key.publicKey(), '0'), '18446744073709551615').accountId();

export async function offeringsOf(context: Sep59Context): Promise<Offering[]> {
  return needOfferings(needOk(await ask('GET', `${serverOf(context)}/info`), 'GET /info').offerings);
}

/** What a request names of an offering. */
export function requestFor({ kind, chain_id, country_code, currency, rail }: Offering): Record<string, unknown> {
  const named = kind === 'crypto_address' ? { chain_id, currency } : { country_code, currency, rail };
  return { kind, ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) };
}

export async function firstOffering(context: Sep59Context): Promise<Offering> {
  const [first] = await offeringsOf(context);
  return first ?? skip('the server offers nothing');
}

export async function post(context: Sep59Context, token: string | undefined, json: unknown): Promise<Answer> {
  return await ask('POST', `${serverOf(context)}/accounts`, { token, json });
}

export async function get(context: Sep59Context, token: string | undefined, path: string): Promise<Answer> {
  return await ask('GET', `${serverOf(context)}/accounts${path}`, { token });
}

/** SEP-11 has no text for a token that is a contract; stellar.toml has its code, with `contract` and without an issuer. */
export const contractTokens =
  ({ home }: Sep59Context) =>
  (code: string): boolean =>
    Array.isArray(home.toml.CURRENCIES) &&
    home.toml.CURRENCIES.some(
      (one: Record<string, unknown>) =>
        one.code === code && typeof one.contract === 'string' && one.issuer === undefined,
    );

export interface Opened {
  offering: Offering;
  status: number;
  body: Record<string, unknown>;
  account: ExternalAccount;
}

/** The account of the first offering, with what the server answered. */
export async function opened(context: Sep59Context): Promise<Opened> {
  const offering = await firstOffering(context);
  const answer = await post(context, await ownSession(context), requestFor(offering));
  const { status, body } = answer;
  if (status === 403 && isInfoNeeded(body))
    skip('the server wants to know who this is: give --secret of a customer whom it knows');
  need(status === 200 || status === 201, `POST /accounts answered ${status} ${answer.text.slice(0, 200)}`);
  return {
    offering,
    status,
    body: body?.account as Record<string, unknown>,
    account: needAccount(body?.account, contractTokens(context)),
  };
}
