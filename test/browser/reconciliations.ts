import type { Page } from 'playwright-core';

/** What the API says of reconciliations in states that no small system comes into: said at the network's edge, for the page alone. */
const HOUR_MS = 3_600_000;
const TXID = 'ab'.repeat(32);

type Made = Record<string, unknown> & { id: string };

const made = (id: number, outcome: 'balanced' | 'difference' | 'unknown', endedAt: number): Made => ({
  ...{ id: String(id), outcome, began_at: new Date(endedAt - 9_000), ended_at: new Date(endedAt) },
  bitcoin_block: outcome === 'unknown' ? null : { height: 800_000 + id, hash: TXID },
  stellar_ledger: outcome === 'unknown' ? null : { sequence: 50_000_000 + id, hash: TXID },
  ...{ coin_source: outcome === 'unknown' ? null : 'scanned', views: { stellar: 2, bitcoin: 2 }, figures: null },
  ...{ unexplained_sats: '0', differences: [], differences_in_all: 0, unknown: [], disagreements: [] },
});

const difference = (explanation: string, sats: string, vout: number, detail: string) => ({
  ...{ comparison: 'coins', explanation, sats, subject: `${TXID}:${vout}`, state: 'Unspent', detail },
});

const counted = (count: number, sats: string) => ({ count, sats });

/** As many as an hour each makes in so many hours, the last of them of this outcome. */
export function reconciliationsOf(outcome: 'balanced' | 'difference' | 'unknown', hours: number, ageMs = 60_000) {
  const now = Date.now();
  const items = Array.from({ length: hours }, (_, age) => {
    const each = made(hours - age, age === 0 ? outcome : 'balanced', now - ageMs - age * HOUR_MS);
    if (age > 0 && age % 5 === 0)
      Object.assign(each, {
        differences: [difference('mint-pending', '70000', 1, 'deep enough')],
        differences_in_all: 1,
      });
    return each;
  });
  Object.assign(items[0]!, findings[outcome]);
  return items;
}

const figures = {
  ...{ coins: counted(1_204, '120371944211'), books: counted(1_203, '120361944211'), owed_sats: '100002400' },
  ...{ supply_sats: '120261941811', balances_sats: '120261941811', open_withdrawals: counted(3, '100002400') },
  ...{ returnables: counted(0, '0'), pending_mints: counted(1, '70000') },
};

const findings = {
  balanced: { figures },
  difference: {
    ...{ figures, unexplained_sats: '10000000', differences_in_all: 250 },
    differences: [
      difference('unexplained', '-10000000', 0, 'in no block of the chain'),
      difference('mint-pending', '70000', 1, '<img src=x onerror=alert(1)>'),
    ],
  },
  unknown: {
    unknown: [{ what: 'the books', why: 'the second server is 12 ledgers behind' }],
    disagreements: [{ chain: 'stellar', what: 'the reserve’s total', first: '120361944211', second: '120361944210' }],
  },
};

/** Answers for the service until the page asks another one. */
export async function answerReconciliations(page: Page, items: Made[], inARow = { differences: 0, unknown: 0 }) {
  await page.unroute('**/v1/reconciliations**');
  await page.route('**/v1/reconciliations**', async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    const one = items.find(({ id }) => pathname.endsWith(`/${id}`));
    if (one) return await route.fulfill({ json: one });
    const from = items.findIndex(({ id }) => id === searchParams.get('cursor')) + 1;
    const page = items.slice(from, from + Number(searchParams.get('limit')));
    const next = from + page.length < items.length ? page.at(-1)?.id : null;
    const standing = { differences_in_a_row: inARow.differences, unknown_in_a_row: inARow.unknown };
    await route.fulfill({ json: { items: page, next_cursor: next, ...standing } });
  });
}
