import { findAccount, type Network } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import {
  type ChallengeRequest,
  type ChallengeTerms,
  createChallenge,
  masterKeyOnly,
  readChallenge,
  requireSigned,
} from './challenge.ts';
import type { FindSigningKey } from './client-domain.ts';
import type { Session, SessionTokens } from './session-token.ts';
import { useOnce } from './used-challenges.ts';

/** Who somebody is, shown by the keys of their account (SEP-10). */
export interface WebAuthServices {
  /** base64 XDR, for the account to sign. */
  challenge(request: Omit<ChallengeRequest, 'client'> & { clientDomain?: string | undefined }): Promise<string>;
  /** A session's token for a signed challenge, once. */
  token(envelope: string): Promise<string>;
  session(token: string): Promise<Session>;
}

export interface WebAuthWorld {
  db: Kysely<Schema>;
  /** Where there are two, both must say that the keys are the account's. */
  networks: readonly Network[];
  terms: ChallengeTerms;
  tokens: SessionTokens;
  findSigningKey: FindSigningKey;
}

export function webAuthServices({ db, networks, terms, tokens, findSigningKey }: WebAuthWorld): WebAuthServices {
  async function requireAccountSigned(envelope: string, account: string): Promise<void> {
    for (const network of networks) {
      const found = await findAccount(network, account);
      requireSigned(terms, envelope, found ?? masterKeyOnly(account));
    }
  }
  return {
    async challenge({ clientDomain, ...request }) {
      // Without a client first: nobody is asked for what would be refused anyway.
      const plain = createChallenge(terms, request);
      if (clientDomain === undefined) return plain;
      const client = { domain: clientDomain, signingKey: await findSigningKey(clientDomain) };
      return createChallenge(terms, { ...request, client });
    },
    async token(envelope) {
      const challenge = readChallenge(terms, envelope, new Date());
      await requireAccountSigned(envelope, challenge.subject.baseAccount);
      await useOnce(db, challenge);
      const { hash, subject, clientDomain } = challenge;
      return await tokens.sign({ sub: subject.sub, id: hash, clientDomain });
    },
    session: (token) => tokens.verify(token),
  };
}
