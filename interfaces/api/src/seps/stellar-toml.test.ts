import type { Anchor } from '@istsi/integration';
import { Keypair, Networks, StrKey } from '@stellar/stellar-sdk';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { stellarToml } from './stellar-toml.ts';

const token = StrKey.encodeContract(new Uint8Array(32).fill(7));
const anchor: Anchor = {
  ...{ networkPassphrase: Networks.TESTNET, publicUrl: 'https://api.example.com', homeDomain: 'example.com' },
  ...{ signingKey: Keypair.random().publicKey(), accounts: [Keypair.random().publicKey()], token },
  organization: { name: 'Anchor "of" the test', supportEmail: 'help@example.com' },
};
const entry = (contract: string): string =>
  `[[CURRENCIES]]\ncontract = "${contract}"\ncode = "OTHER"\ncollateral_addresses = ["bc1q"]\ncollateral_address_messages = ["m"]\ncollateral_address_signatures = ["s"]\n`;
const currencyOf = (text: string) => (parse(text).CURRENCIES as Record<string, unknown>[])[0]!;

describe('stellar.toml', () => {
  test('names the token by its contract, and no issuer', () => {
    const currency = currencyOf(stellarToml(anchor));
    expect(currency).toMatchObject({ code: 'iSTSi', contract: token, display_decimals: 0, status: 'test' });
    expect(currency).toMatchObject({ is_asset_anchored: true, anchor_asset_type: 'crypto', anchor_asset: 'BTC' });
    expect(currency).not.toHaveProperty('issuer');
    expect(currency).not.toHaveProperty('collateral_addresses');
  });

  test('says what the anchor is, whatever is in its name', () => {
    const toml = parse(stellarToml(anchor));
    expect(toml).toMatchObject({ NETWORK_PASSPHRASE: Networks.TESTNET, SIGNING_KEY: anchor.signingKey });
    expect(toml).toMatchObject({ WEB_AUTH_ENDPOINT: 'https://api.example.com/auth', ACCOUNTS: anchor.accounts });
    expect(toml.DOCUMENTATION).toMatchObject({
      ORG_NAME: 'Anchor "of" the test',
      ORG_SUPPORT_EMAIL: 'help@example.com',
    });
  });

  test('is of a token that is worth something on the public network only', () => {
    expect(currencyOf(stellarToml({ ...anchor, networkPassphrase: Networks.PUBLIC })).status).toBe('live');
  });

  test('has who signed for the coins in the last proof, and nothing else of it', () => {
    const currency = currencyOf(stellarToml(anchor, { published: entry(token) }));
    expect(currency).toMatchObject({
      ...{ code: 'iSTSi', collateral_addresses: ['bc1q'], collateral_address_signatures: ['s'] },
      attestation_of_reserve: 'https://api.example.com/v1/reserves/proofs/latest',
    });
    expect(currencyOf(stellarToml(anchor, { published: entry('C') }))).not.toHaveProperty('collateral_addresses');
  });
});
