import { Keypair } from '@stellar/stellar-sdk';
import { ask, needOk, needOpen, needRefused, shown } from '../ask.ts';
import { type Check, need } from '../check.ts';
import { problemOfEndpoint } from '../home.ts';
import { accountOf, askChallenge, challengeOf, type Sep45Context, termsOf } from './context.ts';
import { addressOf, argumentsOf, callOf, isSignedByKey } from './entries.ts';
import { tokenChecks } from './token-checks.ts';

const REQUIRED = ['account', 'home_domain', 'nonce', 'web_auth_domain', 'web_auth_domain_account'];

const challengeChecks: readonly Check<Sep45Context>[] = [
  {
    id: 'toml',
    title: 'stellar.toml names endpoint, contract and key',
    section: 'Authentication Endpoint',
    async run(context) {
      const problem = problemOfEndpoint(termsOf(context).endpoint);
      need(problem === undefined, `WEB_AUTH_FOR_CONTRACTS_ENDPOINT: ${problem}`);
    },
  },
  {
    id: 'challenge-readable',
    title: 'a challenge is base64 XDR of authorization entries',
    section: 'Challenge, Response',
    async run(context) {
      need((await challengeOf(context)).length >= 2, 'there are fewer entries than of the server and the account');
    },
  },
  {
    id: 'challenge-passphrase',
    title: 'the network that a challenge names is the one of stellar.toml',
    section: 'Challenge, Response',
    async run(context) {
      const { network_passphrase: named } = needOk(await askChallenge(context), 'the challenge endpoint');
      const { passphrase } = termsOf(context);
      need(named === undefined || named === passphrase, `it names ${JSON.stringify(named)}, not "${passphrase}"`);
    },
  },
  {
    id: 'challenge-call',
    title: 'every entry calls web_auth_verify of the web authentication contract',
    section: 'Challenge, Response',
    async run(context) {
      const { contract } = termsOf(context);
      for (const entry of await challengeOf(context)) {
        const call = callOf(entry);
        need(call, 'an entry calls no function of a contract');
        need(call.contract === contract, `an entry calls ${call.contract}`);
        need(call.function === 'web_auth_verify', `an entry calls ${call.function}`);
      }
    },
  },
  {
    id: 'challenge-nothing-below',
    title: 'no entry has a sub-invocation',
    section: 'Challenge, Response',
    async run(context) {
      for (const { rootInvocation } of await challengeOf(context))
        need(rootInvocation.subInvocations.length === 0, 'an entry authorizes calls below the first');
    },
  },
  {
    id: 'challenge-arguments',
    title: 'the arguments are symbols to strings, those that the standard names, and true',
    section: 'Challenge, Response',
    async run(context) {
      const { server, endpoint } = termsOf(context);
      for (const entry of await challengeOf(context)) {
        const args = argumentsOf(entry);
        need(args, 'the arguments are no one map of symbols to strings');
        for (const name of REQUIRED) need(args[name], `\`${name}\` is missing`);
        const expected = {
          account: accountOf(context),
          home_domain: context.home.domain,
          web_auth_domain: new URL(endpoint).host,
          web_auth_domain_account: server,
        };
        for (const [name, value] of Object.entries(expected))
          need(args[name] === value, `\`${name}\` is ${args[name]}, not ${value}`);
      }
    },
  },
  {
    id: 'challenge-same',
    title: 'the arguments are the same in every entry',
    section: 'Challenge, Response',
    async run(context) {
      const all = (await challengeOf(context)).map(({ rootInvocation }) => rootInvocation.toXdr('base64'));
      need(new Set(all).size === 1, 'the entries authorize different calls');
    },
  },
  {
    id: 'challenge-parties',
    title: 'there is one entry of the server, one of the account, and no other',
    section: 'Challenge, Response',
    async run(context) {
      const parties = (await challengeOf(context)).map(addressOf).sort();
      const expected = [termsOf(context).server, accountOf(context)].sort();
      need(String(parties) === String(expected), `they are of ${parties.join(', ')}`);
    },
  },
  {
    id: 'challenge-signed',
    title: 'the server’s entry is signed by its key',
    section: 'Challenge, Response',
    async run(context) {
      const { server, passphrase } = termsOf(context);
      const own = (await challengeOf(context)).find((entry) => addressOf(entry) === server);
      need(own && isSignedByKey(own, server, passphrase), `it is not signed by ${server}`);
    },
  },
  {
    id: 'challenge-nonce',
    title: 'every challenge has a nonce of its own',
    section: 'Challenge, Response',
    async run(context) {
      const nonces = [await challengeOf(context), await challengeOf(context)].map(
        ([entry]) => argumentsOf(entry!)?.nonce,
      );
      need(nonces[0] !== nonces[1], `two challenges have the nonce ${nonces[0]}`);
    },
  },
  {
    id: 'challenge-accounts',
    title: 'no challenge is made for anything but a contract account',
    section: 'Challenge, Request Parameters',
    async run(context) {
      const key = Keypair.random().publicKey();
      for (const account of [key, 'C', '', `${accountOf(context).slice(0, -1)}1`])
        needRefused(await askChallenge(context, { account }), `a challenge for "${account}"`);
      const { endpoint } = termsOf(context);
      needRefused(await ask('GET', endpoint), 'a challenge for nobody');
    },
  },
  {
    id: 'challenge-home-domain',
    title: 'no challenge is made for a home domain of somebody else',
    section: 'Challenge, Request Parameters',
    async run(context) {
      const answer = await askChallenge(context, { home_domain: 'somebody-else.example' });
      needRefused(answer, 'a challenge for somebody-else.example');
    },
  },
  {
    id: 'cors',
    title: 'pages of any origin may read answers and refusals, and ask for both',
    section: 'Cross-Origin Headers',
    async run(context) {
      const { endpoint } = termsOf(context);
      needOpen(await askChallenge(context), 'a challenge');
      needOpen(await ask('GET', endpoint), 'a refused challenge');
      needOpen(await ask('POST', endpoint, { json: {} }), 'a refused session');
      const preflight = await ask('OPTIONS', endpoint);
      need(preflight.status < 300, `OPTIONS answered ${shown(preflight)}`);
      needOpen(preflight, 'OPTIONS');
    },
  },
];

export const sep45Checks: readonly Check<Sep45Context>[] = [...challengeChecks, ...tokenChecks];
