import { Keypair, StrKey, xdr } from '@stellar/stellar-sdk';
import { ask, needOk, needRefused } from '../ask.ts';
import { type Check, need, skip } from '../check.ts';
import { claimsOf } from '../sign-in.ts';
import { type Sep45Context, send, signedChallenge, termsOf } from './context.ts';
import { addressOf, argumentsOf, type Entry, withArguments, withCall, withCredentials } from './entries.ts';

const section = 'Token';

/** A check that something made of a challenge which was signed rightly is refused. */
const refuses = (
  id: string,
  title: string,
  spoil: (entries: readonly Entry[], context: Sep45Context) => readonly Entry[] | Promise<readonly Entry[]>,
): Check<Sep45Context> => ({
  ...{ id, title, section },
  async run(context) {
    const entries = await signedChallenge(context);
    needRefused(await send(context, await spoil(entries, context)), 'a session');
  },
});

/** An account of somebody else, which never asked. */
const OTHER = StrKey.encodeContract(new Uint8Array(32));
const everywhere = (entries: readonly Entry[], change: (entry: Entry) => Entry): Entry[] => entries.map(change);

export const tokenChecks: readonly Check<Sep45Context>[] = [
  {
    id: 'token-json',
    title: 'a signed challenge becomes a session, sent as JSON',
    section,
    async run(context) {
      const { token } = needOk(await send(context, await signedChallenge(context)), 'the token endpoint');
      need(typeof token === 'string', '`token` is no text');
    },
  },
  {
    id: 'token-form',
    title: 'and sent as a form',
    section,
    async run(context) {
      const { token } = needOk(await send(context, await signedChallenge(context), 'form'), 'the token endpoint');
      need(typeof token === 'string', '`token` is no text');
    },
  },
  {
    id: 'token-claims',
    title: 'the session says who gave it, whose it is, and from when until when',
    section,
    async run(context) {
      const { token } = needOk(await send(context, await signedChallenge(context)), 'the token endpoint');
      const claims = typeof token === 'string' ? claimsOf(token) : undefined;
      need(claims, '`token` is no JWT');
      const { iss, sub, iat, exp } = claims;
      need(typeof iss === 'string' && URL.canParse(iss), `\`iss\` is ${String(iss)}, and no URI`);
      need(sub === context.account?.address, `\`sub\` is ${String(sub)}`);
      need(
        typeof iat === 'number' && Math.abs(iat - Date.now() / 1_000) < 600,
        `\`iat\` is ${String(iat)}, which is not now`,
      );
      need(typeof exp === 'number' && exp > iat, `\`exp\` is ${String(exp)}, which is not later`);
    },
  },
  {
    id: 'token-once',
    title: 'a challenge becomes one session, not two',
    section,
    async run(context) {
      const entries = await signedChallenge(context);
      needOk(await send(context, entries), 'the token endpoint');
      needRefused(await send(context, entries), 'a second session for one challenge');
    },
  },
  {
    id: 'token-unsigned',
    title: 'no session is given to who did not sign',
    section,
    async run(context) {
      if (context.account?.signature === 'none') skip('the account takes no signature');
      const entries = await signedChallenge(context);
      const unsigned = entries.map((entry) =>
        addressOf(entry) === context.account?.address
          ? withCredentials(entry, { signature: xdr.ScVal.scvVoid() })
          : entry,
      );
      needRefused(await send(context, unsigned), 'a session');
    },
  },
  {
    id: 'token-other-key',
    title: 'no session is given to who signed with another key',
    section,
    async run(context) {
      if (context.account?.signature === 'none') skip('the account takes no signature');
      needRefused(await send(context, await signedChallenge(context, Keypair.random())), 'a session');
    },
  },
  refuses('token-other-account', 'no session is given of an account that did not ask', (entries) =>
    everywhere(entries, (entry) => withArguments(entry, { account: OTHER })),
  ),
  refuses('token-other-home', 'no session is given for another home domain', (entries) =>
    everywhere(entries, (entry) => withArguments(entry, { home_domain: 'somebody-else.example' })),
  ),
  refuses('token-other-server', 'no session is given for another server', (entries) =>
    everywhere(entries, (entry) => withArguments(entry, { web_auth_domain: 'somebody-else.example' })),
  ),
  refuses('token-made-up-nonce', 'no session is given for a nonce that the server did not make', (entries) =>
    everywhere(entries, (entry) => withArguments(entry, { nonce: `${argumentsOf(entry)?.nonce}0` })),
  ),
  refuses('token-unlike', 'no session is given where the entries are unlike', ([first, ...others]) => [
    first!,
    ...everywhere(others, (entry) => withArguments(entry, { nonce: '0' })),
  ]),
  refuses('token-other-contract', 'no session is given for a call of another contract', (entries) =>
    everywhere(entries, (entry) => withCall(entry, { contract: OTHER })),
  ),
  refuses('token-other-function', 'no session is given for a call of another function', (entries) =>
    everywhere(entries, (entry) => withCall(entry, { function: 'transfer' })),
  ),
  refuses('token-below', 'no session is given where an entry authorizes more below its call', (entries) =>
    everywhere(entries, (entry) => withCall(entry, { below: [entry] })),
  ),
  refuses('token-without-server', 'no session is given without the entry of the server', (entries, context) =>
    entries.filter((entry) => addressOf(entry) !== termsOf(context).server),
  ),
  refuses('token-unsigned-server', 'no session is given where the server did not sign', (entries, context) =>
    everywhere(entries, (entry) =>
      addressOf(entry) === termsOf(context).server
        ? withCredentials(entry, { signature: xdr.ScVal.scvVec([]) })
        : entry,
    ),
  ),
  refuses('token-without-account', 'no session is given without the entry of the account', (entries, context) =>
    entries.filter((entry) => addressOf(entry) !== context.account?.address),
  ),
  {
    id: 'token-nonsense',
    title: 'what is no challenge is refused, and breaks nothing',
    section,
    async run(context) {
      const { endpoint } = termsOf(context);
      for (const json of [
        {},
        { authorization_entries: '' },
        { authorization_entries: 'AAAA' },
        { authorization_entries: '%' },
      ])
        needRefused(await ask('POST', endpoint, { json }), `POST ${JSON.stringify(json)}`);
    },
  },
];
