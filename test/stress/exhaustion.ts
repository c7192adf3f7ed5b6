import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Scenario, unnoticed } from './scenario.ts';
import type { StressWorld } from './stress-world.ts';

/** Somebody else has every connection that PostgreSQL gives, and the services lost theirs. */
function connectionsTaken(): Scenario {
  const taken: pg.Client[] = [];
  return {
    name: 'PostgreSQL has no connection left',
    async begin({ gates, postgresUrl }) {
      gates.database.set('refused');
      // Those that the gate just cut off are given back by the server when it notices.
      for (let failures = 0; failures < 10; ) {
        const client = new pg.Client({ connectionString: postgresUrl });
        client.on('error', () => undefined);
        await client.connect().then(
          () => taken.push(client),
          async () => {
            failures += 1;
            await sleep(100);
          },
        );
      }
      gates.database.set('open');
    },
    async end() {
      await Promise.all(taken.splice(0).map(async (client) => await client.end()));
    },
    ...{ parts: ['database'], alarms: [], meanwhile: 'waits' },
  };
}

/** Somebody reads the tables of operations in a transaction that they do not end, as a backup or a person with psql does. */
function openTransaction(): Scenario {
  let reader: pg.Client | undefined;
  return {
    ...{ name: 'a transaction that reads all operations stays open', ...unnoticed },
    async begin({ postgresUrl }) {
      reader = new pg.Client({ connectionString: postgresUrl });
      await reader.connect();
      await reader.query('begin isolation level repeatable read');
      await reader.query('select (select count(*) from istsi.deposits) + (select count(*) from istsi.withdrawals)');
    },
    async end() {
      await reader?.end();
    },
  };
}

/** What strangers pay: more than our payments are planned with. */
const STRANGERS_RATE = 60;
const DATA_BYTES = 9_000;
const FILL_EVERY_MS = 100;

/** Strangers keep the Bitcoin node's memory pool full at a rate above ours, while blocks come as they do. */
function fullPool(): Scenario {
  let filling: { end: boolean; done: Promise<void> } | undefined;
  return {
    ...{ name: 'the memory pool is full of those who pay more', ...unnoticed },
    async begin(world) {
      await fillPool(world);
      const filler = { end: false, done: Promise.resolve() };
      filler.done = (async () => {
        while (!filler.end) {
          await fillPool(world);
          await sleep(FILL_EVERY_MS);
        }
      })();
      filling = filler;
    },
    async end({ bitcoin }) {
      if (filling) filling.end = true;
      await filling?.done;
      await bitcoin.mine(10);
    },
  };
}

async function fillPool({ bitcoin: { call } }: StressWorld): Promise<void> {
  for (let n = 0; n < 60; n++) {
    const { usage, maxmempool } = await call<{ usage: number; maxmempool: number }>('getmempoolinfo');
    if (usage > 0.9 * maxmempool) return;
    const data = Buffer.alloc(DATA_BYTES, n).toString('hex');
    const options = { fee_rate: STRANGERS_RATE };
    const { psbt } = await call<{ psbt: string }>('walletcreatefundedpsbt', [], [{ data }], 0, options);
    const signed = await call<{ psbt: string }>('walletprocesspsbt', psbt);
    const { hex } = await call<{ hex: string }>('finalizepsbt', signed.psbt);
    await call('sendrawtransaction', hex);
  }
}

/** How the embedded network closes ledgers, from now on; 0: one as soon as there is a transaction. */
async function closeEvery({ sandbox }: StressWorld, ms: number): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_closeEvery', params: { ms } });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(sandbox.rpcUrl, { method: 'POST', headers, body });
  const { error } = (await response.json()) as { error?: { message: string } };
  if (error) throw new Error(error.message);
}

const ledgersOf = (seconds: number): Scenario => ({
  ...{ name: `ledgers of ${seconds} s`, ...unnoticed, patienceMs: 60_000 + 15_000 * seconds },
  begin: (world) => closeEvery(world, 1_000 * seconds),
  end: (world) => closeEvery(world, 0),
});

/** What there is too little of, or too much. */
export const exhaustionScenarios: readonly Scenario[] = [
  connectionsTaken(),
  openTransaction(),
  fullPool(),
  ledgersOf(1),
  ledgersOf(60),
];
