import { type Anchor, type Services, silentLog } from '@istsi/integration';
import { Keypair, Networks, StrKey } from '@stellar/stellar-sdk';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { createApi } from '../api.ts';
import { nobody } from '../describe-api.ts';
import { AssetList, assetList } from './asset-list.ts';
import { stellarToml } from './stellar-toml.ts';

const token = StrKey.encodeContract(new Uint8Array(32).fill(7));
const anchor: Anchor = {
  ...{ networkPassphrase: Networks.TESTNET, publicUrl: 'https://api.example.com', homeDomain: 'example.com' },
  ...{ signingKey: Keypair.random().publicKey(), accounts: [], token },
  organization: {},
};
const listsIn = (of: Anchor) => parse(stellarToml(of)).ASSET_LISTS;

describe('the list of assets (SEP-42)', () => {
  test('names the token by its contract, with the decimals it has, and no issuer', () => {
    const list = assetList(anchor);
    expect(list).toMatchObject({ network: 'testnet', version: '1.0', feedback: 'https://api.example.com' });
    expect(list?.assets).toEqual([
      {
        ...{ name: 'iSTSi', org: 'iSTSi', contract: token, domain: 'example.com', decimals: 0 },
        ...{ icon: 'https://api.example.com/.well-known/istsi.svg', comment: expect.any(String) },
      },
    ]);
    expect(AssetList.safeParse(list).success).toBe(true);
    expect(listsIn(anchor)).toEqual(['https://api.example.com/.well-known/asset-list.json']);
  });

  test('is of the public network there', () => {
    expect(assetList({ ...anchor, networkPassphrase: Networks.PUBLIC })?.network).toBe('public');
  });

  test.each<[string, string | undefined, string]>([
    ['with signs that are not allowed', 'Anchor "of" the, test & Co. <b>', 'Anchor of the test  Co b'],
    ['of two letters', 'AB', 'iSTSi'],
    ['that is very long', 'a'.repeat(90), 'a'.repeat(50)],
    ['that there is not', undefined, 'iSTSi'],
  ])('has what the standard allows of a name %s', (_, name, provider) => {
    const list = assetList({ ...anchor, organization: { name } });
    expect(list).toMatchObject({ provider, assets: [{ org: provider.slice(0, 30).trimEnd() }] });
  });

  test.each<[string, Partial<Anchor>]>([
    ['on a network of one’s own', { networkPassphrase: Networks.STANDALONE }],
    ['without HTTPS', { publicUrl: 'http://localhost:8787' }],
    ['at a home that is no domain', { homeDomain: 'localhost:8787' }],
  ])('is not there, and not named, %s', (_, change) => {
    expect(assetList({ ...anchor, ...change })).toBeUndefined();
    expect(listsIn({ ...anchor, ...change })).toBeUndefined();
  });
});

describe('a wallet that asks for it', () => {
  const open = (of: Anchor) => {
    const seps = new Proxy({} as NonNullable<Services['seps']>, {
      get: (_, part) => (part === 'anchor' ? of : nobody()),
    });
    const services = new Proxy({} as Services, { get: (_, part) => (part === 'seps' ? seps : nobody()) });
    return createApi({ services, keys: { operator: '', compliance: '' }, version: '1', log: silentLog });
  };
  const [list, icon] = ['/.well-known/asset-list.json', '/.well-known/istsi.svg'];

  test('gets the list, whatever origin its page is of, and the icon that it names', async () => {
    const api = await open(anchor);
    const answer = await api.inject(list);
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'access-control-allow-origin': '*' } });
    expect(answer.json()).toEqual(assetList(anchor));
    const shown = await api.inject(icon);
    expect(shown.headers).toMatchObject({
      ...{ 'content-type': 'image/svg+xml', 'access-control-allow-origin': '*' },
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(shown.body).toMatch(/^<svg /);
    await api.close();
  });

  test('is told, on a network of one’s own, that there is none', async () => {
    const api = await open({ ...anchor, networkPassphrase: Networks.STANDALONE });
    const answer = await api.inject(list);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({ error: expect.stringMatching(/public network or of testnet/) });
    await api.close();
  });
});
