import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { type Answer, ask, needOk } from '../ask.ts';
import { need, skip } from '../check.ts';
import type { Home } from '../home.ts';
import {
  addressOf,
  credentialsOf,
  decodeEntries,
  type Entry,
  encodeEntries,
  type SignatureKind,
  signed,
} from './entries.ts';

/** An account that is a contract, with the key that it obeys. */
export interface ContractAccount {
  address: string;
  key: Keypair | undefined;
  signature: SignatureKind;
}

export interface Sep45Context {
  home: Home;
  /** Absent: sessions are not asked for. */
  account: ContractAccount | undefined;
}

export interface Terms {
  endpoint: string;
  contract: string;
  server: string;
  passphrase: string;
}

/** What a client needs of stellar.toml. */
export function termsOf({ home }: Sep45Context): Terms {
  const [endpoint, contract] = [home.text('WEB_AUTH_FOR_CONTRACTS_ENDPOINT'), home.text('WEB_AUTH_CONTRACT_ID')];
  const [server, passphrase] = [home.text('SIGNING_KEY'), home.text('NETWORK_PASSPHRASE')];
  need(endpoint, 'stellar.toml names no WEB_AUTH_FOR_CONTRACTS_ENDPOINT');
  need(contract && StrKey.isValidContract(contract), 'stellar.toml names no WEB_AUTH_CONTRACT_ID (C…)');
  need(server && StrKey.isValidEd25519PublicKey(server), 'stellar.toml names no SIGNING_KEY (G…)');
  need(passphrase, 'stellar.toml names no NETWORK_PASSPHRASE');
  return { endpoint, contract, server, passphrase };
}

/** Any contract will do for a challenge: nobody is asked whether it is there before it has to agree. */
export const accountOf = ({ account }: Sep45Context): string =>
  account?.address ?? StrKey.encodeContract(new Uint8Array(32).fill(45));

export async function askChallenge(context: Sep45Context, query: Record<string, string> = {}): Promise<Answer> {
  const { endpoint } = termsOf(context);
  const asked = { account: accountOf(context), home_domain: context.home.domain, ...query };
  return await ask('GET', `${endpoint}?${new URLSearchParams(asked)}`);
}

export async function challengeOf(context: Sep45Context, query?: Record<string, string>): Promise<Entry[]> {
  const { authorization_entries: text } = needOk(await askChallenge(context, query), 'the challenge endpoint');
  need(typeof text === 'string', '`authorization_entries` is no text');
  try {
    return decodeEntries(text);
  } catch (cause) {
    need(false, `\`authorization_entries\` is no base64 XDR of SorobanAuthorizationEntries: ${String(cause)}`);
  }
}

/** As the account signs it: with the key that was given, for as many ledgers as the server's own signature holds. */
export async function signedChallenge(context: Sep45Context, by?: Keypair): Promise<Entry[]> {
  const { account } = context;
  if (!account) skip('needs a contract account: --account, with --secret where it takes a signature');
  const { server, passphrase } = termsOf(context);
  const entries = await challengeOf(context);
  const own = entries.find((entry) => addressOf(entry) === server);
  need(own, 'the challenge has no entry of the server');
  const validUntilLedger = Number(credentialsOf(own)!.signatureExpirationLedger);
  const key = by ?? account.key ?? Keypair.random();
  return entries.map((entry) =>
    addressOf(entry) === account.address
      ? signed(entry, { key, kind: account.signature, validUntilLedger, passphrase })
      : entry,
  );
}

export async function send(
  context: Sep45Context,
  entries: readonly Entry[],
  as: 'json' | 'form' = 'json',
): Promise<Answer> {
  const { endpoint } = termsOf(context);
  const body = { authorization_entries: encodeEntries(entries) };
  return await ask('POST', endpoint, as === 'json' ? { json: body } : { form: body });
}
