import { Keypair } from '@stellar/stellar-sdk';
import { ask, needOk, needOpen, needRefused, shown } from '../ask.ts';
import { type Check, need, skip } from '../check.ts';
import { problemOfEndpoint } from '../home.ts';
import { isInfoNeeded, needAccount } from './account-shape.ts';
import {
  contractTokens,
  firstOffering,
  get,
  muxedOf,
  offeringsOf,
  opened,
  ownSession,
  post,
  requestFor,
  type Sep59Context,
  serverOf,
  sessionOf,
} from './context.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const NO_TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJHIn0.';

export const sep59Checks: readonly Check<Sep59Context>[] = [
  {
    id: 'toml',
    title: 'stellar.toml names the server',
    section: 'Discovery',
    async run(context) {
      const problem = problemOfEndpoint(serverOf(context));
      need(problem === undefined, `EXTERNAL_ACCOUNT_SERVER: ${problem}`);
    },
  },
  {
    id: 'info',
    title: 'what is offered is told to everybody, each offering whole',
    section: 'GET /info',
    async run(context) {
      await offeringsOf(context);
    },
  },
  {
    id: 'cors',
    title: 'pages of any origin may read what is offered, and ask',
    section: 'CORS',
    async run(context) {
      needOpen(await ask('GET', `${serverOf(context)}/info`), 'GET /info');
      const refused = await get(context, undefined, '');
      need(refused.headers.get('access-control-allow-origin'), 'a refusal of GET /accounts may be read by no page');
      const preflight = await ask('OPTIONS', `${serverOf(context)}/accounts`);
      const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
      need(allowed === '*' || allowed.includes('authorization'), `OPTIONS /accounts allows the headers "${allowed}"`);
    },
  },
  {
    id: 'session-needed',
    title: 'accounts are for who has a session: 403 for all others',
    section: 'Errors',
    async run(context) {
      const wanted = requestFor(await firstOffering(context));
      for (const token of [undefined, NO_TOKEN]) {
        const who = token === undefined ? 'without a token' : 'with a token that is none';
        needRefused(await post(context, token, wanted), `POST /accounts ${who}`, [403]);
        needRefused(await get(context, token, ''), `GET /accounts ${who}`, [403]);
        needRefused(await get(context, token, `/${NOBODY}`), `GET /accounts/:id ${who}`, [403]);
      }
    },
  },
  {
    id: 'info-needed',
    title: 'who has to say more is told what, in words of SEP-9',
    section: 'Errors',
    async run(context) {
      const stranger = await sessionOf(context, Keypair.random());
      const answer = await post(context, stranger, requestFor(await firstOffering(context)));
      if (answer.status === 200 || answer.status === 201) skip('the server asks nothing of strangers');
      need(
        answer.status === 403 && isInfoNeeded(answer.body),
        `POST /accounts of a stranger answered ${shown(answer)}`,
      );
      const fields = answer.body?.fields;
      const isList = Array.isArray(fields) && fields.length > 0 && fields.every((name) => typeof name === 'string');
      need(isList, `\`fields\` is no list of names: ${JSON.stringify(fields)}`);
    },
  },
  {
    id: 'account',
    title: 'an account is whole: every field of its kind, and instructions when it is active, only then',
    section: 'Account Object',
    async run(context) {
      await opened(context);
    },
  },
  {
    id: 'account-as-asked',
    title: 'an account is of what was asked for',
    section: 'POST /accounts',
    async run(context) {
      const { offering, body } = await opened(context);
      for (const [name, value] of Object.entries(requestFor(offering)))
        need(body[name] === value, `\`${name}\` is ${String(body[name])}, not ${String(value)}`);
    },
  },
  {
    id: 'account-bound',
    title: 'an account is bound to who asked, and to nobody beside',
    section: 'Subject Binding Rules',
    async run(context) {
      const { account, body } = await opened(context);
      need(account.stellarAccount === context.key.publicKey(), `\`stellar_account\` is ${account.stellarAccount}`);
      if (body.memo === undefined) return;
      need(['text', 'id', 'hash'].includes(String(body.memo_type)), `\`memo_type\` is ${String(body.memo_type)}`);
    },
  },
  {
    id: 'idempotent',
    title: 'asked again, it is the same account: 200',
    section: 'Idempotency',
    async run(context) {
      const [first, again] = [await opened(context), await opened(context)];
      need(again.account.id === first.account.id, `it is ${again.account.id}, and was ${first.account.id}`);
      need(again.status === 200, `it answered ${again.status} for an account that there is`);
    },
  },
  {
    id: 'resolved',
    title: 'what may be left out of a request is resolved to the same account',
    section: 'Idempotency',
    async run(context) {
      const { offering, account } = await opened(context);
      const left = offering.kind === 'crypto_address' ? 'currency' : 'rail';
      const group = offering.kind === 'crypto_address' ? ['chain_id'] : ['country_code', 'currency'];
      const alike = (await offeringsOf(context)).filter(
        (one) => one.kind === offering.kind && group.every((name) => one[name] === offering[name]),
      );
      if (alike.length > 1) skip(`several offerings differ by \`${left}\` alone`);
      const { [left]: _, ...rest } = requestFor(offering);
      const answer = await post(context, await ownSession(context), rest);
      need(answer.status === 200, `without \`${left}\` it answered ${shown(answer)}`);
      const found = needAccount(answer.body?.account, contractTokens(context));
      need(found.id === account.id, `without \`${left}\` it is ${found.id}, and with it ${account.id}`);
    },
  },
  {
    id: 'found',
    title: 'an account is found by its id, and in the list, as it was answered',
    section: 'GET /accounts/:id',
    async run(context) {
      const { account, body } = await opened(context);
      const token = await ownSession(context);
      const one = needOk(await get(context, token, `/${encodeURIComponent(account.id)}`), 'GET /accounts/:id');
      need(JSON.stringify(one.account) === JSON.stringify(body), `it is ${JSON.stringify(one.account).slice(0, 200)}`);
      const { accounts } = needOk(await get(context, token, ''), 'GET /accounts');
      need(Array.isArray(accounts), '`accounts` is no list');
      need(
        accounts.some(({ id }: { id: string }) => id === account.id),
        `${account.id} is not in the list`,
      );
    },
  },
  {
    id: 'filters',
    title: 'the list can be narrowed by kind and status',
    section: 'GET /accounts',
    async run(context) {
      const { account, body } = await opened(context);
      const token = await ownSession(context);
      const listed = async (query: Record<string, string>) => {
        const { accounts } = needOk(await get(context, token, `?${new URLSearchParams(query)}`), 'GET /accounts');
        need(Array.isArray(accounts), '`accounts` is no list');
        return accounts.map(({ id }: { id: string }) => id);
      };
      const kind = String(body.kind);
      need(
        (await listed({ kind, status: account.status })).includes(account.id),
        'its own kind and status leave it out',
      );
      const others = [{ kind: kind === 'bank_account' ? 'virtual_account' : 'bank_account' }, { status: 'error' }];
      for (const query of others)
        need(!(await listed(query)).includes(account.id), `${JSON.stringify(query)} does not leave it out`);
    },
  },
  {
    id: 'own-only',
    title: 'an account is nobody else’s: 404 for all others, and in no list of theirs',
    section: 'Security Concerns',
    async run(context) {
      const { account } = await opened(context);
      const stranger = await sessionOf(context, Keypair.random());
      const path = `/${encodeURIComponent(account.id)}`;
      needRefused(await get(context, stranger, path), 'GET /accounts/:id by a stranger', [404]);
      const { accounts } = needOk(await get(context, stranger, ''), 'GET /accounts by a stranger');
      need(!JSON.stringify(accounts).includes(account.id), 'a stranger is shown the account in the list');
    },
  },
  {
    id: 'unknown',
    title: 'an account that there is not: 404',
    section: 'Errors',
    async run(context) {
      needRefused(await get(context, await ownSession(context), `/${NOBODY}`), 'GET /accounts/:id of nothing', [404]);
    },
  },
  {
    id: 'muxed',
    title: 'a multiplexed account is another person: an account of its own without memo, or none',
    section: 'Subject Binding Rules',
    async run(context) {
      const { offering, account } = await opened(context);
      const muxed = muxedOf(context.key);
      const token = await sessionOf(context, context.key, muxed);
      needRefused(
        await get(context, token, `/${encodeURIComponent(account.id)}`),
        'the plain account’s, asked by the other',
        [404],
      );
      const answer = await post(context, token, requestFor(offering));
      if (answer.status >= 400) return needRefused(answer, 'POST /accounts of a multiplexed account');
      const own = needAccount(answer.body?.account, contractTokens(context));
      need(own.id !== account.id, 'it is given the plain account’s');
      need(own.stellarAccount === muxed, `\`stellar_account\` is ${own.stellarAccount}, not ${muxed}`);
      need(
        (answer.body?.account as { memo?: unknown } | undefined)?.memo === undefined,
        'it has a `memo` beside the number in its address',
      );
    },
  },
  {
    id: 'unsupported',
    title: 'what is not offered, or not whole, is refused: 400',
    section: 'Errors',
    async run(context) {
      const token = await ownSession(context);
      for (const json of [
        {},
        { kind: 'nonsense' },
        { kind: 'crypto_address', chain_id: 'nowhere:0' },
        { kind: 'crypto_address' },
        { kind: 'bank_account', country_code: 'AQ', currency: 'XTS' },
      ])
        needRefused(await post(context, token, json), `POST /accounts ${JSON.stringify(json)}`, [400]);
    },
  },
  {
    id: 'callback-https',
    title: 'a callback that is not https: is refused, and one that is is no reason to refuse',
    section: 'POST /accounts',
    async run(context) {
      const { offering } = await opened(context);
      const token = await ownSession(context);
      const at = (url: string) => post(context, token, { ...requestFor(offering), on_change_callback: url });
      needRefused(await at('http://wallet.example/callback'), 'a callback of http:', [400]);
      const secure = await at('https://wallet.example/callback');
      need(secure.status === 200 || secure.status === 201, `a callback of https: answered ${shown(secure)}`);
    },
  },
];
