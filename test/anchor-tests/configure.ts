import { TransactionBuilder } from '@stellar/stellar-sdk';
import { until, type World } from '../../integration/test/world.ts';

const DEEP = 6;
const PAID_SATS = 150_000n;
const WITHDRAWN = '200000';

// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the suite is about.
type Json = any;

/** What the suite's configuration names: customers, and one transaction of SEP-24 in each state that it looks at. */
export async function configure(world: World, home: string): Promise<object> {
  const holder = await world.createHolder(900_000n);
  const wallet = await openWallet(world, home, holder);
  const paid = await wallet.startDeposit();
  await world.bitcoin.pay([holder.depositAddress, PAID_SATS]);
  await world.bitcoin.mine(DEEP);
  const deposited = await wallet.completed(paid);
  const withdrawn = await wallet.completed(await wallet.withdraw('signed'));
  const waiting = await wallet.find(await wallet.withdraw('not signed'));
  const pending = await wallet.find(await wallet.startDeposit());
  const { withdraw } = await wallet.ask('GET', '/sep6/info');
  const dest = await world.bitcoin.call<string>('getnewaddress');
  const fieldOf = (name: string): [string, string] => [name, name === 'dest' ? dest : 'x'];
  const fields = Object.fromEntries(Object.keys(withdraw.iSTSi.types.crypto.fields ?? {}).map(fieldOf));
  const person = (name: string) => ({ first_name: name, last_name: 'Doe', email_address: `${name}@example.com` });
  const one = ({ id, status, stellar_transaction_id }: Json) => ({ id, status, stellar_transaction_id });
  return {
    6: { deposit: { transactionFields: {} }, withdraw: { types: { crypto: { transactionFields: fields } } } },
    12: {
      customers: { made: person('john'), gone: person('jane'), allie: person('allie'), lee: person('lee') },
      ...{ createCustomer: 'made', deleteCustomer: 'gone', sameAccountDifferentMemos: ['allie', 'lee'] },
    },
    24: {
      account: { publicKey: holder.address, secretKey: holder.keypair.secret() },
      depositPendingTransaction: { id: pending.id, status: pending.status },
      ...{ depositCompletedTransaction: one(deposited), withdrawCompletedTransaction: one(withdrawn) },
      withdrawPendingUserTransferStartTransaction: {
        ...{ id: waiting.id, status: waiting.status, amount_in: waiting.amount_in, amount_in_asset: 'iSTSi' },
        ...{ withdraw_anchor_account: waiting.withdraw_anchor_account, withdraw_memo: '', withdraw_memo_type: '' },
      },
    },
    38: { contexts: ['sep6', 'sep31'] },
  };
}

type Owner = Awaited<ReturnType<World['createHolder']>>;

async function openWallet(world: World, home: string, { address, keypair }: Owner) {
  const { networkPassphrase } = world.sandbox;
  let token: string | undefined;
  async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Json> {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const answer = await fetch(home + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return await answer.json();
  }
  const sign = (envelope: string): string => {
    const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
    transaction.sign(keypair);
    return transaction.toXdr();
  };
  const { transaction } = await ask('GET', `/auth?account=${address}`);
  ({ token } = await ask('POST', '/auth', { transaction: sign(transaction) }));

  async function page(url: string, form?: Record<string, string>): Promise<{ text: string; session: string }> {
    const answer = await fetch(new URL(url, home), form && { method: 'POST', body: new URLSearchParams(form) });
    const text = await answer.text();
    return { text, session: /name="session" value="([^"]+)"/.exec(text)?.[1] ?? '' };
  }
  const find = async (id: string): Promise<Json> => (await ask('GET', `/sep24/transaction?id=${id}`)).transaction;
  const open = async (kind: 'deposit' | 'withdraw') => {
    const { id, url } = await ask('POST', `/sep24/transactions/${kind}/interactive`, { asset_code: 'iSTSi' });
    return { id: id as string, session: (await page(url)).session };
  };
  return {
    ...{ ask, find },
    async startDeposit() {
      const { id, session } = await open('deposit');
      await page('/sep24/page', { session, action: 'start' });
      return id;
    },
    async withdraw(how: 'signed' | 'not signed') {
      const { id, session } = await open('withdraw');
      const to = await world.bitcoin.call<string>('getnewaddress');
      const { text } = await page('/sep24/page', { session, action: 'prepare', amount: WITHDRAWN, address: to });
      const link = /href="web\+stellar:tx\?([^"]+)"/.exec(text)?.[1] ?? '';
      const envelope = new URLSearchParams(link.replaceAll('&#38;', '&')).get('xdr') ?? '';
      if (how === 'signed') await page('/sep24/signed', { xdr: sign(envelope) });
      return id;
    },
    completed: (id: string): Promise<Json> =>
      until(
        async () => {
          await world.bitcoin.mine(1);
          const found = await find(id);
          return found.status === 'completed' ? found : undefined;
        },
        () => `${id} to be completed`,
      ),
  };
}
