import { exchangeIds } from '../../integration/src/index.ts';
import { type Listener, listenToStream, listenToWebhook } from './follow-events.ts';
import type { LoadSystem } from './load-system.ts';
import { metered } from './meter.ts';
import { offer } from './open-loop.ts';
import type { Step } from './ramp.ts';

const PATIENCE_MS = 15_000;

/** A reader of the stream, and a webhook that the system sends to. */
export async function listen({ apiUrl, wires, operatorKey }: LoadSystem) {
  const [stream, webhook] = [await listenToStream(apiUrl), await listenToWebhook()];
  const { status } = await wires.api('POST', '/v1/webhooks', { url: webhook.url }, operatorKey);
  if (status !== 201) throw new Error(`adding a webhook answered ${status}`);
  const stop = async (): Promise<void> => await Promise.all([stream.stop(), webhook.stop()]).then(() => undefined);
  return { stream, webhook, listeners: [stream, webhook], stop };
}

/** One satoshi from each holder to the next. */
export async function transfersAt(
  system: LoadSystem,
  perSecond: number,
  seconds: number,
  listeners: readonly Listener[],
): Promise<Step> {
  const { holders, contracts } = system;
  return await callsAt(system, { perSecond, seconds, listeners }, (n) => {
    const [from, to] = [holders[n % holders.length]!, holders[(n + 1) % holders.length]!];
    const args = { from: from.account, to: to.account, amount: 1n };
    return { holder: from, invoke: contracts.token.invocation('transfer', args) };
  });
}

/** A little iSTSi for the other token that `istsi up` opens its exchange with. */
export async function exchangesAt(system: LoadSystem, perSecond: number, seconds: number): Promise<Step> {
  const { holders, contracts, manifest } = system;
  const to = exchangeIds(manifest)['fungible-token'];
  const hour = Math.floor(Date.now() / 1_000) + 3_600;
  return await callsAt(system, { perSecond, seconds, listeners: [] }, (n) => {
    const holder = holders[n % holders.length]!;
    // Two orders of one holder that are the same to the letter are one, and refused the second time.
    const deadline = BigInt(hour + n);
    const tokens = { from_token: manifest.contracts['istsi-token'].id, to_token: to };
    const args = { user: holder.account, ...tokens, amount: 5_000n, min_out: 1n };
    return { holder, invoke: contracts.router.invocation('execute_cross_token_exchange', { ...args, deadline }) };
  });
}

type Invoked = { holder: LoadSystem['holders'][number]; invoke: Parameters<LoadSystem['call']>[1] };

async function callsAt(
  system: LoadSystem,
  { perSecond, seconds, listeners }: { perSecond: number; seconds: number; listeners: readonly Listener[] },
  make: (n: number) => Invoked,
): Promise<Step> {
  const { value, cores } = await metered(system.cpu(), () =>
    offer(
      (n, dueAt) => {
        const { holder, invoke } = make(n);
        return system.call(holder, invoke, (transaction) => {
          for (const listener of listeners) listener.expect(transaction, dueAt);
        });
      },
      { perSecond, seconds, patienceMs: PATIENCE_MS },
    ),
  );
  return { ...value, cores };
}

/** The same step as whoever listens saw it. */
export async function heardAt(
  { perSecond, cores, failures }: Step,
  listener: Listener,
  seconds: number,
): Promise<Step> {
  const { latencies, missing, achievedPerSecond } = await listener.collect(PATIENCE_MS, seconds);
  return { perSecond, cores, latencies, failures, unanswered: missing, achievedPerSecond };
}
