import { type Keypair, StrKey, WebAuth } from '@stellar/stellar-sdk';
import { WebAuthError } from './errors.ts';
import { parseMemoId, type Subject, subjectOf } from './subject.ts';

export interface ChallengeTerms {
  signingKey: Keypair;
  networkPassphrase: string;
  /** Whose users sign in; the host of stellar.toml. */
  homeDomain: string;
  /** The host of the web authentication endpoint. */
  webAuthDomain: string;
}

export interface ChallengeRequest {
  account: string;
  memo?: string | undefined;
  homeDomain?: string | undefined;
  /** Whose software asks, with its key. */
  client?: { domain: string; signingKey: string } | undefined;
}

/** SEP-10: time enough to sign on a device. */
const VALID_SECONDS = 900;
/** No challenge comes near; what is larger is not parsed. */
export const MOST_CHALLENGE_CHARACTERS = 50_000;

/** The challenge for an account to sign: base64 XDR of a transaction that no network can take. */
export function createChallenge(terms: ChallengeTerms, request: ChallengeRequest): string {
  const { signingKey, networkPassphrase, homeDomain, webAuthDomain } = terms;
  const { account, memo, client } = request;
  if (StrKey.isValidContract(account)) throw refused('A contract signs no transaction: SEP-10 is for accounts.');
  const isMuxed = StrKey.isValidMed25519PublicKey(account);
  if (!isMuxed && !StrKey.isValidEd25519PublicKey(account))
    throw refused('`account` is no Stellar account (G…) and no multiplexed account (M…).');
  if (request.homeDomain !== undefined && request.homeDomain !== homeDomain)
    throw refused(`\`home_domain\` is not one of this server, which is of ${homeDomain}.`);
  if (isMuxed && memo !== undefined)
    throw refused('`memo` goes with an account (G…): a multiplexed one names who it is.');
  const memoId = memo === undefined ? null : parseMemoId(memo);
  if (memoId === undefined) throw refused('`memo` is no id: a whole number of at most 64 bits.');
  return WebAuth.buildChallengeTx(
    ...([signingKey, account, homeDomain, VALID_SECONDS, networkPassphrase, webAuthDomain, memoId] as const),
    ...([client?.domain ?? null, client?.signingKey ?? null] as const),
  );
}

export interface ReadChallenge {
  /** Hex; signatures do not change it. */
  hash: string;
  subject: Subject;
  clientDomain: string | undefined;
  validUntil: Date;
}

/** Reads a challenge that came back: refused unless it is one of ours, whole, and in time. Who signed it is not looked at. */
export function readChallenge(terms: ChallengeTerms, envelope: string, now: Date): ReadChallenge {
  if (envelope.length > MOST_CHALLENGE_CHARACTERS) throw refused('The transaction is larger than any challenge.');
  const { signingKey, networkPassphrase, homeDomain, webAuthDomain } = terms;
  const read = orRefused(() =>
    WebAuth.readChallengeTx(envelope, signingKey.publicKey(), networkPassphrase, homeDomain, webAuthDomain),
  );
  const { tx, clientAccountID, memo } = read;
  // The library forgives five minutes; by then the challenge may be forgotten here, and would count once more.
  const validUntil = new Date(Number(tx.timeBounds?.maxTime ?? 0) * 1_000);
  if (now > validUntil) throw refused('The challenge is over: ask for another.');
  const domain = tx.operations.find(
    (operation) => operation.type === 'manageData' && operation.name === 'client_domain',
  );
  const value = domain?.type === 'manageData' ? domain.value : undefined;
  return {
    hash: Buffer.from(tx.hash()).toString('hex'),
    subject: subjectOf(clientAccountID, memo ?? undefined),
    clientDomain: value && Buffer.from(value).toString('utf8'),
    validUntil,
  };
}

/** What decides over an account: its keys with their weights, and what they have to add up to. */
export interface Signing {
  signers: readonly { address: string; weight: number }[];
  threshold: number;
}

/** An account that does not exist has one key, its own. */
export const masterKeyOnly = (account: string): Signing => ({
  signers: [{ address: account, weight: 1 }],
  threshold: 1,
});

/** Refuses a challenge that is not signed by keys of the account which add up to enough, and by nobody else but us and the client's domain. */
export function requireSigned(terms: ChallengeTerms, envelope: string, { signers, threshold }: Signing): void {
  const { signingKey, networkPassphrase, homeDomain, webAuthDomain } = terms;
  // A key without weight is no key of the account.
  const summary = signers
    .filter(({ weight }) => weight > 0)
    .map(({ address: key, weight }) => ({ key, weight, type: '' }));
  orRefused(() =>
    WebAuth.verifyChallengeTxThreshold(
      ...([envelope, signingKey.publicKey(), networkPassphrase, threshold, summary] as const),
      ...([homeDomain, webAuthDomain] as const),
    ),
  );
}

/** Whatever the library finds wrong with a text that somebody sent is theirs to mend. */
function orRefused<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WebAuthError(
      'web-auth/refused',
      { reason: `The challenge is not accepted: ${reason}` },
      { cause: error },
    );
  }
}

const refused = (reason: string): WebAuthError => new WebAuthError('web-auth/refused', { reason });
