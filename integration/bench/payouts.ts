import type { Holder } from '../test/holders.ts';
import { startWorld, until, type World } from '../test/world.ts';
import { payMany } from './deposits.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const QUEUED = Number(process.env.ISTSI_BENCH_QUEUED ?? 500);
const PAYOUTS = 8;
const SATS = 50_000n;
const USERS = 10;
/** Buried deep enough for any amount below ten bitcoins. */
const DEEP = 6;

/**
 * Withdrawals that are asked for while a block has just buried hundreds of deposits: from the ledger that burned the tokens to
 * the payment that is planned, with its coins reserved, and to the one that is broadcast. Both hold the batching window, which
 * is 0.4 s here. All deposits are still queued when the first is asked for; how many are when the last is broadcast is told.
 */
export async function benchPayouts(): Promise<Measurement[]> {
  const world = await startWorld();
  try {
    // A coin each, so that none waits for the change of another.
    const holder = await world.createHolder(...Array.from({ length: PAYOUTS }, () => 2n * SATS));
    const addresses: string[] = [];
    for (let user = 0; user < USERS; user += 1) addresses.push((await world.createUser(4)).depositAddress);
    await payMany(world, addresses, { outputs: QUEUED, sats: SATS });
    await world.bitcoin.mine(DEEP);
    const asked: Asked[] = [];
    for (let n = 0; n < PAYOUTS; n += 1) asked.push(await ask(world, holder));
    const times = await Promise.all(asked.map(async (one) => await timesOf(world, one)));
    const { minted = 0 } = (await world.services.status()).deposits;
    return [
      ...spread(
        'payout planned behind a block of deposits',
        times.map(({ planned }) => planned),
        '≤ 5',
      ),
      ...spread(
        'payout broadcast behind a block of deposits',
        times.map(({ broadcast }) => broadcast),
      ),
      { name: 'deposits still queued when the last was', value: QUEUED + PAYOUTS - minted, unit: '' },
    ];
  } finally {
    await world.stop();
  }
}

interface Asked {
  id: string;
  at: number;
}

async function ask(world: World, holder: Holder): Promise<Asked> {
  const id = await world.withdraw(holder, { sats: SATS, to: await world.bitcoin.call('getnewaddress') });
  return { id, at: Date.now() };
}

/** In seconds, as the withdrawal's own timeline has them: asking for it does not make it wait. */
async function timesOf(world: World, { id, at }: Asked): Promise<{ planned: number; broadcast: number }> {
  return await until(
    async () => {
      const timeline = (await world.services.withdrawal(id))?.timeline ?? [];
      const after = (state: string): number | undefined => {
        const entry = timeline.find((one) => one.state === state);
        return entry && (entry.at.getTime() - at) / 1_000;
      };
      const [planned, broadcast] = [after('batched'), after('broadcast')];
      return planned !== undefined && broadcast !== undefined ? { planned, broadcast } : undefined;
    },
    () => `withdrawal ${id} to be broadcast`,
    { everyMs: 250, waitMs: 600_000 },
  );
}

function spread(name: string, seconds: readonly number[], goal?: string): Measurement[] {
  const sorted = [...seconds].sort((a, b) => a - b);
  const of = (what: string, value: number): Measurement => ({
    ...{ name: `${name}, ${what}`, value, unit: 's' },
    ...(goal !== undefined && { goal }),
  });
  return [of('median', sorted[Math.floor(sorted.length / 2)] ?? 0), of('longest', sorted.at(-1) ?? 0)];
}
