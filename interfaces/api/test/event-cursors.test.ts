import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BusApi, RECEIVED, SPENT, startBusApi } from './bus-api.ts';

let api: BusApi;
beforeAll(async () => {
  api = await startBusApi();
});
afterAll(async () => await api?.stop());

const NEVER = 'com.istsi.kyc-registry.AddressRegistered.v1';

interface Page {
  items: { sequence: string; data: { n: number } }[];
  next_after: string;
}

const read = async (query: string): Promise<Page> =>
  (await (await fetch(`${api.url}/v1/events?${query}`)).json()) as Page;

test('a cursor goes on while nothing matches its filter, and misses nothing that matches later', async () => {
  await api.write(250);
  const nothing = await read(`after=0&limit=10&type=${NEVER}`);
  expect(nothing).toEqual({ items: [], next_after: '250' });
  const operation = await read(`after=7&limit=10&subject=${'ab'.repeat(32)}`);
  expect(operation).toEqual({ items: [], next_after: '250' });
  // What is asked for comes behind the place that an empty page reached.
  const [first, second] = await api.write(2);
  const some = await read(`after=${nothing.next_after}&limit=10&type=${SPENT}`);
  expect(some.items.map(({ data }) => data.n)).toEqual([second]);
  expect(some.next_after).toBe('252');
  expect((await read(`after=250&limit=10&type=${RECEIVED}`)).items.map(({ data }) => data.n)).toEqual([first]);
});

test('a cursor with more of its filter behind it ends with the page, and no place is skipped or told twice', async () => {
  const told: number[] = [];
  for (let after = '0'; ; ) {
    const page = await read(`after=${after}&limit=7&type=${SPENT}`);
    told.push(...page.items.map(({ data }) => data.n));
    expect(BigInt(page.next_after)).toBeGreaterThanOrEqual(BigInt(after));
    if (page.items.length === 7) expect(page.next_after).toBe(page.items.at(-1)?.sequence);
    else break;
    after = page.next_after;
  }
  expect(told).toEqual(Array.from({ length: 126 }, (_, n) => 2 * n + 1));
});

test('a place that was never given stays where it is', async () => {
  expect(await read('after=999999&limit=10')).toEqual({ items: [], next_after: '999999' });
});
