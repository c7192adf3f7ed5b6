import https from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Keypair } from '@stellar/stellar-sdk';
import type * as WalletSdk from '@stellar/typescript-wallet-sdk';
import type { Types } from '@stellar/typescript-wallet-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { type HttpsAnchor, startHttpsAnchor } from './https-anchor.ts';
import { startExchange } from './sponsored-world.ts';

/** One script, which tells neither Node nor a bundler what it exports. */
const walletSdk = createRequire(import.meta.url)('@stellar/typescript-wallet-sdk') as typeof WalletSdk;

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const DOMAIN = 'anchor.example';
const ORIGIN = `https://${DOMAIN}`;
const DEEP = 6;
const ASSET = 'iSTSi';
const CLASSIC = `BTC:${Keypair.random().publicKey()}`;
const quotes = { asset: CLASSIC, currency: 'USD', reserve: { asset: '500', currency: '100000000.00' } };
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let world: World;
let api: Api;
let front: HttpsAnchor;
let exchange: Awaited<ReturnType<typeof startExchange>>;
const usual = https.globalAgent;
beforeAll(async () => {
  world = await startWorld({ inbox: {}, quotes, publicUrl: ORIGIN });
  exchange = await startExchange(world);
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
  await api.listen({ host: '127.0.0.1', port: 0 });
  front = await startHttpsAnchor(DOMAIN, (api.server.address() as AddressInfo).port);
  // What the SDK asks for by: `stellar.toml` with a client of its own, which nothing can be told about.
  https.globalAgent = front.agent;
}, 240_000);
afterAll(async () => {
  https.globalAgent = usual;
  await front?.stop();
  await api?.close();
  await exchange?.close();
  await world?.stop();
});

/** A wallet that is made with Stellar's own SDK, and knows nothing of this anchor but its domain. */
function openWallet() {
  const { StellarConfiguration, Wallet } = walletSdk;
  // Of Horizon it asks nothing here: the token is a contract's.
  const network = { network: world.sandbox.networkPassphrase as never, horizonUrl: 'https://horizon.invalid' };
  return new Wallet({ stellarConfiguration: new StellarConfiguration(network) }).anchor({ homeDomain: DOMAIN });
}

async function signIn(key: Keypair, memoId?: string): Promise<Types.AuthToken> {
  const auth = await openWallet().sep10();
  const accountKp = walletSdk.SigningKeypair.fromSecret(key.secret());
  return await auth.authenticate({ accountKp, ...(memoId !== undefined && { memoId }) });
}

describe('Stellar’s TypeScript wallet SDK', () => {
  let alice: Holder;
  let authToken: Types.AuthToken;
  beforeAll(async () => {
    alice = await world.createHolder(600_000n);
    authToken = await signIn(alice.keypair);
  }, 120_000);

  test('finds the anchor by its domain (SEP-1)', async () => {
    const info = await openWallet().sep1();
    expect(info).toMatchObject({
      ...{ networkPassphrase: world.sandbox.networkPassphrase, webAuthEndpoint: `${ORIGIN}/auth` },
      ...{ kycServer: `${ORIGIN}/sep12`, transferServer: `${ORIGIN}/sep6`, transferServerSep24: `${ORIGIN}/sep24` },
      ...{ anchorQuoteServer: `${ORIGIN}/sep38`, signingKey: world.keys.webAuth.publicKey() },
    });
    expect(info.currencies).toContainEqual(expect.objectContaining({ code: ASSET, issuer: undefined }));
  });

  test('signs in, for an account and for a person who shares one (SEP-10)', async () => {
    expect(authToken).toMatchObject({ account: alice.address, memo: null });
    expect(await signIn(alice.keypair, '7')).toMatchObject({ account: alice.address, memo: '7' });
  });

  test('identifies its user, with a document, and is told of the decision (SEP-12)', async () => {
    const key = Keypair.random();
    const customer = await openWallet().sep12(await signIn(key));
    const asked = await customer.getCustomer({}).catch((error: Error) => error);
    // A customer whom nobody knows yet has no id, which the SDK takes for a failure.
    expect(asked).toBeInstanceOf(Error);
    const sep9Info = { first_name: 'Alice', last_name: 'Anders', email_address: 'alice@example.com' };
    const { id } = await customer.add({ sep9Info });
    expect(await customer.getCustomer({ id })).toMatchObject({ id, status: 'PROCESSING' });
    expect(await customer.update({ id, sep9BinaryInfo: { photo_id_front: png } })).toEqual({ id });
    const { provided_fields } = await customer.getCustomer({ id });
    expect(Object.keys(provided_fields!)).toEqual(expect.arrayContaining(['first_name', 'photo_id_front']));
    await world.services.registerIdentity({ address: key.publicKey(), tier: 1 });
    await customer.delete();
    await expect(customer.getCustomer({ id })).rejects.toThrow();
  });

  test('deposits and withdraws by requests of its own (SEP-6)', async () => {
    const sep6 = openWallet().sep6();
    expect((await sep6.info()).deposit[ASSET]).toMatchObject({ enabled: true });
    const params = { asset_code: ASSET, account: alice.address, amount: '150000' };
    const deposit = (await sep6.deposit({ authToken, params })) as Types.Sep6DepositSuccess;
    expect(deposit.instructions!['organization.crypto_address']!.value).toBe(alice.depositAddress);
    const dest = await world.bitcoin.call<string>('getnewaddress');
    const asking = { ...params, type: 'crypto', dest };
    const withdrawal = (await sep6.withdraw({ authToken, params: asking })) as Types.Sep6WithdrawSuccess;
    expect(withdrawal.account_id).toMatch(/^M/);
    const listed = await sep6.getTransactionsForAsset({ authToken, assetCode: ASSET });
    // Before them is the deposit that nobody asked for.
    expect(listed.map(({ id }) => id)).toEqual([withdrawal.id, deposit.id, expect.any(String)]);
    const found = await sep6.getTransactionBy({ authToken, id: withdrawal.id! });
    expect(found).toMatchObject({ kind: 'withdrawal', status: 'pending_user_transfer_start', to: dest });
    // What it cannot do is to send it there: it builds classic payments with a memo, and there is neither.
    expect(found).toMatchObject({ withdraw_anchor_account: withdrawal.account_id, withdraw_memo: null });
  });

  test('deposits on the anchor’s page, and watches it to its end (SEP-24)', async () => {
    // What is asked for first gets the first payment: this one has asked for nothing yet.
    const { keypair, depositAddress } = await world.createHolder();
    const authToken = await signIn(keypair);
    const sep24 = openWallet().sep24();
    const { url, id } = opened(await sep24.deposit({ authToken, assetCode: ASSET }));
    expect(new URL(url).origin).toBe(ORIGIN);
    expect(await sep24.getTransactionBy({ authToken, id })).toMatchObject({ id, status: 'incomplete' });
    const page = await openPage(url);
    expect(page.text).toContain(depositAddress);
    await openPage(`${ORIGIN}/sep24/page`, { session: page.session, action: 'start' });
    const seen: string[] = [];
    const watching = { authToken, assetCode: ASSET, id, timeout: 100 };
    const ended = new Promise<Types.AnchorTransaction>((resolve, reject) => {
      const onMessage = (transaction: Types.AnchorTransaction) => void seen.push(String(transaction.status));
      sep24.watcher().watchOneTransaction({ ...watching, onMessage, onSuccess: resolve, onError: reject });
    });
    await until(
      () => Promise.resolve(seen.includes('pending_user_transfer_start') || undefined),
      () => `the watcher to see it (${seen.join()})`,
    );
    const [outpoint] = await world.bitcoin.pay([depositAddress, 150_000n]);
    await world.bitcoin.mine(DEEP);
    expect(await ended).toMatchObject({ id, status: 'completed', external_transaction_id: outpoint!.txid });
  });

  test('withdraws on the anchor’s page, whose link it signs (SEP-24, SEP-7)', async () => {
    const sep24 = openWallet().sep24();
    const { url, id } = opened(await sep24.withdraw({ authToken, assetCode: ASSET }));
    const { session } = await openPage(url);
    const address = await world.bitcoin.call<string>('getnewaddress');
    const page = await openPage(`${ORIGIN}/sep24/page`, { session, action: 'prepare', amount: '200000', address });
    const link = /href="(web\+stellar:tx\?[^"]+)"/.exec(page.text)![1]!.replaceAll('&#38;', '&');
    expect(walletSdk.isValidSep7Uri(link)).toEqual({ result: true });
    const uri = walletSdk.parseSep7Uri(link) as InstanceType<typeof walletSdk.Sep7Tx>;
    const transaction = uri.getTransaction();
    walletSdk.SigningKeypair.fromSecret(alice.keypair.secret()).sign(transaction);
    await openPage(uri.callback!, { xdr: transaction.toXDR() });
    const find = () => sep24.getTransactionBy({ authToken, id });
    await until(
      async () => {
        await world.bitcoin.mine(1);
        return (await find()).status === 'completed' || undefined;
      },
      () => 'the end of the withdrawal',
    );
    expect(await find()).toMatchObject({
      kind: 'withdrawal',
      to: address,
      external_transaction_id: expect.any(String),
    });
  });

  test('asks for prices and a firm quote of the classic pair (SEP-38)', async () => {
    const wallet = openWallet();
    const sep38 = wallet.sep38(authToken);
    const [asset, currency] = [`stellar:${CLASSIC}`, 'iso4217:USD'];
    expect((await sep38.info()).assets.map((each) => each.asset)).toEqual([asset, currency]);
    const pair = { sellAsset: asset, buyAsset: currency, sellAmount: '1', context: 'sep6' as never };
    await until(
      async () => await sep38.price(pair).catch(() => undefined),
      () => 'a price',
    );
    const { buy_assets } = await sep38.prices({ sellAsset: asset, sellAmount: '1' });
    expect(buy_assets).toEqual([expect.objectContaining({ asset: currency, decimals: 2 })]);
    const wanted = { sell_asset: asset, buy_asset: currency, sell_amount: '1', context: 'sep6' };
    const quote = await sep38.requestQuote(wanted as never);
    expect(quote).toMatchObject({ sell_amount: '1', buy_asset: currency, expires_at: expect.any(String) });
    expect(await sep38.getQuote(quote.id)).toEqual(quote);
  });
});

/** The SDK's type says that either may be missing. */
const opened = ({ url, id }: Types.Sep24PostResponse) => ({ url: url!, id: id! });

/** A page of the anchor's, as the web view of a wallet opens it. */
async function openPage(url: string, form?: Record<string, string>): Promise<{ text: string; session: string }> {
  const { pathname, search } = new URL(url);
  const response = await api.inject({
    ...{ method: form ? 'POST' : 'GET', url: `${pathname}${search}` },
    ...(form && {
      payload: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  });
  expect(response.statusCode, response.body).toBe(200);
  return { text: response.body, session: /name="session" value="([^"]+)"/.exec(response.body)?.[1] ?? '' };
}
