import type { Anchor } from '@istsi/integration';
import { TOKEN_CODE } from '@istsi/reserves';
import { Networks } from '@stellar/stellar-sdk';
import { parse, stringify } from 'smol-toml';
import { assetList } from './asset-list.ts';
import { endpointsOf } from './endpoints.ts';

/** Of SEP-1, that this keeps to. */
const VERSION = '2.7.0';

export interface TomlParts {
  published?: string | undefined;
  /** There is a classic pair, and a server of its prices. */
  givesQuotes?: boolean;
  /** With which accounts that are contracts sign in. */
  webAuthContract?: string | undefined;
}

/**
 * stellar.toml (SEP-1). `published`: the `[[CURRENCIES]]` entry of the last proof of reserves, as it was published, with
 * the addresses that hold the coins and their signatures. The token is named by its contract: no classic asset stands for
 * it, and none is made up.
 */
export function stellarToml(
  anchor: Anchor,
  { published, givesQuotes = false, webAuthContract }: TomlParts = {},
): string {
  const { organization, publicUrl } = anchor;
  const endpoints = endpointsOf(publicUrl);
  return stringify({
    ...{ VERSION, NETWORK_PASSPHRASE: anchor.networkPassphrase, SIGNING_KEY: anchor.signingKey },
    ...{ WEB_AUTH_ENDPOINT: endpoints.webAuth, KYC_SERVER: endpoints.customers },
    ...(webAuthContract !== undefined && {
      ...{ WEB_AUTH_FOR_CONTRACTS_ENDPOINT: endpoints.contractAuth, WEB_AUTH_CONTRACT_ID: webAuthContract },
    }),
    EXTERNAL_ACCOUNT_SERVER: endpoints.externalAccounts,
    ...{ TRANSFER_SERVER: endpoints.sep6, TRANSFER_SERVER_SEP0024: endpoints.sep24 },
    ...(givesQuotes && { ANCHOR_QUOTE_SERVER: endpoints.quotes }),
    ...{ ACCOUNTS: [...anchor.accounts] },
    ...(assetList(anchor) && { ASSET_LISTS: [endpoints.assetList] }),
    DOCUMENTATION: {
      ORG_NAME: organization.name ?? 'iSTSi',
      ORG_URL: organization.url ?? publicUrl,
      ORG_DESCRIPTION: 'Issues iSTSi, a token on Stellar that is backed by Bitcoin: 1 iSTSi = 1 satoshi.',
      ...(organization.supportEmail !== undefined && { ORG_SUPPORT_EMAIL: organization.supportEmail }),
    },
    CURRENCIES: [currency(anchor, published)],
  });
}

function currency({ token, networkPassphrase, publicUrl }: Anchor, published: string | undefined) {
  return {
    ...{ code: TOKEN_CODE, contract: token, name: TOKEN_CODE, display_decimals: 0 },
    desc: 'Bitcoin on Stellar. Each iSTSi is one satoshi, held by custodians who publish proofs of their reserves.',
    conditions: 'Held and moved by registered addresses only.',
    status: networkPassphrase === Networks.PUBLIC ? 'live' : 'test',
    ...{ is_unlimited: true, is_asset_anchored: true, anchor_asset_type: 'crypto', anchor_asset: 'BTC' },
    redemption_instructions: `Withdraw to a Bitcoin address of yours: ${publicUrl}/docs, POST /v1/withdrawals/prepare. The wallet signs, the tokens are burned, and the Bitcoin is paid.`,
    ...(published !== undefined && {
      attestation_of_reserve: `${publicUrl}/v1/reserves/proofs/latest`,
      ...provedFields(published, token),
    }),
  };
}

const proved = [
  'attestation_of_reserve',
  'collateral_addresses',
  'collateral_address_messages',
  'collateral_address_signatures',
] as const;

/** What the proof says of this token; a proof of another one says nothing here. */
function provedFields(published: string, token: string): Record<string, unknown> {
  const { CURRENCIES } = parse(published) as { CURRENCIES?: Record<string, unknown>[] };
  const entry = CURRENCIES?.find(({ contract }) => contract === token);
  return Object.fromEntries(proved.flatMap((name) => (entry?.[name] === undefined ? [] : [[name, entry[name]]])));
}
