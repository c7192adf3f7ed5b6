import type { Manifest } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { Kysely } from 'kysely';
import { openMasterKeys } from '../customers/customer-cipher.ts';
import { type CustomerServices, customerServices } from '../customers/customer-services.ts';
import type { Retention } from '../customers/erase-old.ts';
import type { Schema } from '../database/schema.ts';
import {
  type ExternalAccountServices,
  type ExternalAccountWorld,
  externalAccountServices,
} from '../external-accounts/account-services.ts';
import type { PairSettings } from '../quotes/classic-pair.ts';
import { type QuoteServices, type QuoteWorld, quoteServices } from '../quotes/quote-services.ts';
import type { RegisterIdentity, Registration } from '../services/services.ts';
import { type TransferServices, type TransferWorld, transferServices } from '../transfers/transfer-services.ts';
import { createClientDomains } from '../web-auth/client-domain.ts';
import { type ContractAuthServices, contractAuthServices } from '../web-auth/contract-auth-services.ts';
import { createSessionTokens } from '../web-auth/session-token.ts';
import { type WebAuthServices, webAuthServices } from '../web-auth/web-auth-services.ts';

/** What Stellar's wallets are told of this anchor, and do with it. Absent without a key to sign challenges with. */
export interface SepServices {
  anchor: Anchor;
  webAuth: WebAuthServices;
  /** Undefined where no web authentication contract is named. */
  contractAuth: ContractAuthServices | undefined;
  customers: CustomerServices;
  transfers: TransferServices;
  quotes: QuoteServices;
  externalAccounts: ExternalAccountServices;
}

/** What stellar.toml (SEP-1) says of who this is. */
export interface Anchor {
  networkPassphrase: string;
  /** Where the API is for the world, without a slash at the end. */
  publicUrl: string;
  /** The host that stellar.toml is found at. */
  homeDomain: string;
  /** Signs challenges, sessions and callbacks, and nothing else. */
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
  /** Signs what wallets are told, too. Has no other right: it is in no role, and owns nothing. */
  signingKey: Keypair;
  publicUrl: string;
  /** What customers' data is kept under: newest first, the others from before. */
  customerKeys: readonly string[];
  /** How long it is kept. */
  retention?: Retention | undefined;
  /** The host of `publicUrl`, unless stellar.toml is elsewhere. */
  homeDomain?: string | undefined;
  organization?: Organization | undefined;
  /** The web authentication contract (SEP-45), C…. Absent: accounts that are contracts cannot sign in. */
  webAuthContract?: string | undefined;
  /** A classic asset and a currency that prices and quotes are of (SEP-38). Absent: there are none. */
  quotes?: PairSettings | undefined;
  /** Networks of one's own in which clients' domains and callbacks may be, in CIDR notation. */
  clientNetworks?: readonly string[] | undefined;
}

export interface SepWorld extends TransferWorld, QuoteWorld, Omit<ExternalAccountWorld, 'customer'> {
  db: Kysely<Schema>;
  networks: readonly Network[];
  manifest: Manifest;
  /** Public keys of the services. */
  accounts: readonly string[];
  /** Opens an identity on the chain. */
  register(input: RegisterIdentity): Promise<Registration>;
  /** Whether the router lets this account decide about identities, now. */
  isOfficer(account: string): Promise<boolean>;
}

/** Below the API's origin. */
export const WEB_AUTH_PATH = '/auth';

export function sepServices(world: SepWorld, settings: SepSettings): SepServices {
  const { db, networks, manifest, accounts, register, isOfficer } = world;
  const { signingKey, organization = {}, clientNetworks = [], webAuthContract } = settings;
  const { networkPassphrase } = manifest;
  const publicUrl = settings.publicUrl.replace(/\/+$/, '');
  const webAuthDomain = new URL(publicUrl).host;
  const masters = openMasterKeys(settings.customerKeys);
  const homeDomain = settings.homeDomain ?? webAuthDomain;
  const authentication = {
    ...{ db, networks, terms: { signingKey, networkPassphrase, homeDomain, webAuthDomain } },
    tokens: createSessionTokens(signingKey, `${publicUrl}${WEB_AUTH_PATH}`),
    findSigningKey: createClientDomains(clientNetworks),
  };
  const people = customerServices({ db, masters, register, isOfficer, post: { allowed: clientNetworks } });
  return {
    anchor: {
      ...{ networkPassphrase, publicUrl, homeDomain, organization },
      signingKey: signingKey.publicKey(),
      accounts: [...new Set([signingKey.publicKey(), ...accounts, manifest.deployer])],
      token: manifest.contracts['istsi-token'].id,
    },
    webAuth: webAuthServices(authentication),
    contractAuth:
      webAuthContract === undefined
        ? undefined
        : contractAuthServices({ ...authentication, terms: { ...authentication.terms, contract: webAuthContract } }),
    transfers: transferServices(world),
    quotes: quoteServices(world, settings.quotes),
    customers: people,
    externalAccounts: externalAccountServices({ ...world, customer: (subject) => people.view(subject) }),
  };
}
