import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTcpGate, type TcpGate } from '../../../integration/test/tcp-gate.ts';
import type { ReachedPart } from '../../../integration/test/world.ts';
import { accessTable } from '../src/access-table.ts';
import { type AdministeredApi, keys, startAdministeredApi } from './administered-api.ts';

type Chain = 'stellar' | 'bitcoin';
const SATS = 150_000n;
/** Ten seconds, and what a busy machine adds to them. */
const WITHIN_MS = 15_000;
/** They stay open. */
const STREAMS = /:\w+\/events$/;

const gates = new Map<ReachedPart, TcpGate>();
let on: AdministeredApi;
let names: Record<string, string>;

interface Question {
  method: 'GET' | 'POST';
  url: string;
  body?: object;
  token?: string;
}

async function ask({ method, url, body, token = keys.operator }: Question) {
  const began = performance.now();
  const headers = { authorization: `Bearer ${token}` };
  const answered = await on.api.inject({ method, url, headers, ...(body && { payload: body }) });
  const isJson = String(answered.headers['content-type']).includes('json');
  const said = isJson ? (answered.json() as Record<string, unknown>) : {};
  return { url, status: answered.statusCode, said, isInTime: performance.now() - began < WITHIN_MS };
}

/** Every read of the API, of what there is. */
function reads(): Question[] {
  const routes = Object.keys(accessTable).flatMap((route) => /^GET (.*)$/.exec(route)?.[1] ?? []);
  const named = (route: string) => route.replace(/:(\w+)/g, (_, name: string) => names[name] ?? 'none');
  return routes.filter((route) => !STREAMS.test(route)).map((route) => ({ method: 'GET', url: named(route) }));
}

beforeAll(async () => {
  const through = async (part: ReachedPart, url: string): Promise<string> => {
    if (part !== 'stellar' && part !== 'bitcoin') return url;
    const gate = await startTcpGate(url);
    gates.set(part, gate);
    return gate.url(url);
  };
  on = await startAdministeredApi({ through });
  const { services, createHolder } = on.world;
  const { address } = await createHolder(SATS);
  const [deposit] = (await services.deposits({ user: address, limit: 1 })).items;
  const outpoint = `${deposit?.txid}:${deposit?.vout}`;
  names = { address, outpoint, id: outpoint, operation: outpoint };
});
afterAll(async () => {
  for (const gate of gates.values()) gate.set('open');
  await on?.stop();
  for (const gate of gates.values()) await gate.stop();
});
afterEach(() => {
  for (const gate of gates.values()) gate.set('open');
});

const isSilence = (chain: Chain, { status, said }: Awaited<ReturnType<typeof ask>>): boolean =>
  status === 503 && said.code === 'network-unreachable' && said.component === chain;

test.each<Chain>(['stellar', 'bitcoin'])(
  'while %s takes every question and answers none, every read is answered in time: by what is known, or by who is silent',
  async (chain) => {
    gates.get(chain)?.set('half-open');
    const answers = await Promise.all(reads().map(ask));
    expect(answers.filter(({ isInTime }) => !isInTime)).toEqual([]);
    const unknown = answers.filter(({ status }) => status >= 500);
    expect(unknown.filter((answer) => !isSilence(chain, answer))).toEqual([]);
    expect(unknown.map(({ url }) => url)).toContain('/v1/reserves');
    // Of the system it is said what is known, and no more.
    const { status, said } = answers.find(({ url }) => url === '/v1/status')!;
    expect(status).toBe(200);
    expect(said).toMatchObject({ ok: false, paused: chain === 'stellar' ? null : false, [chain]: { ok: false } });
    expect(said.books).toMatchObject({ ok: false, standing: 'unanswered' });
    expect(said[chain === 'stellar' ? 'bitcoin' : 'stellar']).toMatchObject({ ok: true });
  },
);

test('without Stellar nothing is prepared to be signed, and nobody is who they were: each is told so in time', async () => {
  const { operator } = on.tokens;
  gates.get('stellar')?.set('half-open');
  const order = { from: names.address, to: Keypair.random().publicKey(), amount_sats: '5' };
  const questions: Question[] = [
    { method: 'POST', url: '/v1/transfers/prepare', body: order },
    { method: 'GET', url: '/v1/operations', token: operator },
    { method: 'POST', url: '/v1/acts/prepare', body: { do: 'pause', reason: 'a drill' }, token: operator },
  ];
  const answers = await Promise.all(questions.map(ask));
  expect(answers.filter((answer) => !isSilence('stellar', answer) || !answer.isInTime)).toEqual([]);
});
