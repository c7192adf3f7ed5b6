import { Agent, request } from 'node:http';
import { startWorld } from '../../../integration/test/world.ts';
import { createApi } from '../src/index.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

/** Each has its turns, and says the median itself. */
export const rounds = 1;

const TURNS = Number(process.env.ISTSI_BENCH_TURNS ?? 5);
const CLIENTS = 32;
const keys = { operator: 'operator-key-of-the-bench', compliance: 'compliance-key-of-the-bench' };

interface Ask {
  path: string;
  body: object;
  times: number;
}

/** What is asked to be done, by as many clients, in turns: clients, networks, services and signers all run in one process. */
export async function benchCalls(): Promise<Measurement[]> {
  const world = await startWorld();
  const options = { services: world.services, keys, version: '1', log: () => undefined, trustedProxies: ['127.0.0.1'] };
  const api = await createApi({ ...options, requestsPerMinute: Number.MAX_SAFE_INTEGER });
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  try {
    const url = await api.listen({ host: '127.0.0.1', port: 0 });
    const holder = await world.createHolder(600_000n);
    const { items } = await world.services.deposits({ limit: 1 });
    const outpoint = `${items[0]!.txid}:${items[0]!.vout}`;
    const to = await world.bitcoin.call<string>('getnewaddress');
    const wanted = { user: holder.address, amount_sats: '200000', bitcoin_address: to };
    const asks: Ask[] = [
      { path: '/v1/deposits', body: { outpoint }, times: 200 },
      // These have the contracts simulated, several times.
      { path: '/v1/withdrawals/quote', body: wanted, times: 48 },
      { path: '/v1/withdrawals/prepare', body: wanted, times: 48 },
    ];
    const measured: Measurement[] = [];
    for (const ask of asks) {
      const turns: Turn[] = [];
      for (let n = 0; n < TURNS; n += 1) turns.push(await turn(url, ask, agent));
      const rates = turns.map(({ perSecond }) => perSecond).toSorted((a, b) => a - b);
      const waits = turns.flatMap((each) => each.waits).toSorted((a, b) => a - b);
      const name = `POST ${ask.path}`;
      measured.push(
        { name, value: rates[rates.length >> 1] ?? Number.NaN, unit: '/s' },
        { name: `${name}: p99`, value: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN, unit: 'ms' },
      );
    }
    return measured;
  } finally {
    agent.destroy();
    await api.close();
    await world.stop();
  }
}

interface Turn {
  perSecond: number;
  waits: number[];
}

async function turn(url: string, { path, body, times }: Ask, agent: Agent): Promise<Turn> {
  const waits: number[] = [];
  let left = times;
  const begun = performance.now();
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      await send(`${url}${path}`, body, agent);
      waits.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { perSecond: (times * 1_000) / (performance.now() - begun), waits };
}

function send(url: string, body: object, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    // What is limited for each address is asked by many.
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': nextAddress() };
    const asked = request(url, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      if (response.statusCode === 200 || response.statusCode === 202) response.once('end', resolve);
      else reject(new Error(`${url} answered ${response.statusCode}`));
    });
    asked.once('error', reject);
    asked.end(JSON.stringify(body));
  });
}

let addresses = 0;
function nextAddress(): string {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}
