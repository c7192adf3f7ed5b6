import { hkdfSync } from 'node:crypto';
import type { Keypair } from '@stellar/stellar-sdk';
import { errors, jwtVerify, SignJWT } from 'jose';
import { WebAuthError } from './errors.ts';
import { parseSubject, type Subject } from './subject.ts';

/** Who asks, and with which software if that proved who it is. */
export interface Session extends Subject {
  clientDomain: string | undefined;
}

export interface SessionTokens {
  sign(session: { sub: string; id: string; clientDomain: string | undefined }): Promise<string>;
  /** Refuses what was not signed here, is of another purpose, or is over. */
  verify(token: string): Promise<Session>;
}

/** Control of the account may be lost meanwhile: short, and long enough for a signature on a device and a form. */
const SESSION_SECONDS = 3_600;
const ALGORITHM = 'HS256';

/** `issuer`: the URL of the web authentication endpoint. */
export function createSessionTokens(signingKey: Keypair, issuer: string): SessionTokens {
  // A key of its own: what signs challenges never signs anything of another form.
  const key = new Uint8Array(hkdfSync('sha256', signingKey.rawSecretKey(), '', 'istsi/sep-10/session/1', 32));
  return {
    async sign({ sub, id, clientDomain }) {
      return await new SignJWT(clientDomain === undefined ? {} : { client_domain: clientDomain })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(sub)
        .setJti(id)
        .setIssuedAt()
        .setExpirationTime(`${SESSION_SECONDS}s`)
        .sign(key);
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, {
          ...{ issuer, algorithms: [ALGORITHM], typ: 'JWT' },
          requiredClaims: ['sub', 'jti', 'iat', 'exp'],
        });
        const subject = parseSubject(payload.sub ?? '');
        if (!subject) throw new WebAuthError('web-auth/no-session', { reason: 'The token is of nobody.' });
        const { client_domain: domain } = payload;
        return { ...subject, clientDomain: typeof domain === 'string' ? domain : undefined };
      } catch (error) {
        if (error instanceof WebAuthError) throw error;
        const isOver = error instanceof errors.JWTExpired;
        const reason = isOver ? 'The session is over: authenticate again.' : 'The token is not one of this server.';
        throw new WebAuthError('web-auth/no-session', { reason }, { cause: error });
      }
    },
  };
}
