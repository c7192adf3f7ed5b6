import type { Manifest } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { createClientDomains } from '../web-auth/client-domain.ts';
import { createSessionTokens } from '../web-auth/session-token.ts';
import { type WebAuthServices, webAuthServices } from '../web-auth/web-auth-services.ts';

/** What Stellar's wallets are told of this anchor, and do with it. Absent without a key to sign challenges with. */
export interface SepServices {
  anchor: Anchor;
  webAuth: WebAuthServices;
}

/** What stellar.toml (SEP-1) says of who this is. */
export interface Anchor {
  networkPassphrase: string;
  /** Where the API is for the world, without a slash at the end. */
  publicUrl: string;
  /** The host that stellar.toml is found at. */
  homeDomain: string;
  /** Signs challenges, and nothing else. */
  signingKey: string;
  /** Accounts of this anchor. */
  accounts: readonly string[];
  /** The token's contract. */
  token: string;
  organization: Organization;
}

export interface Organization {
  name?: string | undefined;
  url?: string | undefined;
  supportEmail?: string | undefined;
}

export interface SepSettings {
  /** Has no other right: it is in no role, and owns nothing. */
  signingKey: Keypair;
  publicUrl: string;
  /** The host of `publicUrl`, unless stellar.toml is elsewhere. */
  homeDomain?: string | undefined;
  organization?: Organization | undefined;
  /** Networks of one's own in which clients' domains may be, in CIDR notation. */
  clientNetworks?: readonly string[] | undefined;
}

export interface SepWorld {
  db: Kysely<Schema>;
  networks: readonly Network[];
  manifest: Manifest;
  /** Public keys of the services. */
  accounts: readonly string[];
}

/** Below the API's origin. */
export const WEB_AUTH_PATH = '/auth';

export function sepServices({ db, networks, manifest, accounts }: SepWorld, settings: SepSettings): SepServices {
  const { signingKey, organization = {}, clientNetworks = [] } = settings;
  const { networkPassphrase } = manifest;
  const publicUrl = settings.publicUrl.replace(/\/+$/, '');
  const webAuthDomain = new URL(publicUrl).host;
  const homeDomain = settings.homeDomain ?? webAuthDomain;
  return {
    anchor: {
      ...{ networkPassphrase, publicUrl, homeDomain, organization },
      signingKey: signingKey.publicKey(),
      accounts: [...new Set([signingKey.publicKey(), ...accounts, manifest.deployer])],
      token: manifest.contracts['istsi-token'].id,
    },
    webAuth: webAuthServices({
      ...{ db, networks, terms: { signingKey, networkPassphrase, homeDomain, webAuthDomain } },
      tokens: createSessionTokens(signingKey, `${publicUrl}${WEB_AUTH_PATH}`),
      findSigningKey: createClientDomains(clientNetworks),
    }),
  };
}
