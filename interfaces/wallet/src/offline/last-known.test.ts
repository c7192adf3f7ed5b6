import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { type KnownStore, keepLastKnown, readKnown } from './last-known.ts';

const KEY = ['mine', 'user', 'GALICE'];

function browser(): KnownStore & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

/** A page that is opened in this browser, and asks once. */
async function visit(
  store: KnownStore,
  answer: () => Promise<unknown>,
  { online = true, key = KEY as unknown[] } = {},
) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  keepLastKnown(queries, store, () => online);
  const before = queries.getQueryData(key);
  const observer = new QueryObserver(queries, { queryKey: key, queryFn: answer });
  const stop = observer.subscribe(() => undefined);
  await queries.refetchQueries({ queryKey: key }).catch(() => undefined);
  const { data, dataUpdatedAt } = queries.getQueryState(key) ?? {};
  stop();
  queries.clear();
  return { before, data, dataUpdatedAt };
}

const unanswered = () => Promise.reject(new Error('nobody is there'));

test('what was answered last is shown where nobody answers, with its own date', async () => {
  const store = browser();
  const first = await visit(store, async () => ({ balance_sats: '5' }));
  const next = await visit(store, unanswered);
  expect(next).toEqual({ before: undefined, data: { balance_sats: '5' }, dataUpdatedAt: first.dataUpdatedAt });
  expect((await visit(store, unanswered, { online: false })).before).toEqual({ balance_sats: '5' });
});

test('while somebody answers, nothing of before is shown', async () => {
  const store = browser();
  await visit(store, async () => ({ balance_sats: '5' }));
  const next = await visit(store, async () => ({ balance_sats: '6' }));
  expect(next).toMatchObject({ before: undefined, data: { balance_sats: '6' } });
});

test.each([
  ['which system it is', ['network']],
  ['an address to pay to', ['deposit-address', 'GALICE']],
  ['what is to be signed', ['read-back', 'AAAA']],
  ['a price', ['mine', 'exchange', 'GALICE']],
])('%s is never remembered', async (_, key) => {
  const store = browser();
  await visit(store, async () => ({ any: 'thing' }), { key });
  expect([...store.kept]).toEqual([]);
});

test('what is damaged, another thing, or a whole book, is left out', async () => {
  const store = browser();
  for (const text of ['{', '{}', '[null, 3]', JSON.stringify([{ key: ['network'], data: {}, at: 1 }])]) {
    store.setItem('istsi-last-known', text);
    expect(readKnown(store)).toEqual([]);
  }
  await visit(store, async () => 'x'.repeat(300_000));
  expect(readKnown(store)).toEqual([]);
});
