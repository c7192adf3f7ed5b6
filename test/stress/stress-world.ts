import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { Keypair } from '@stellar/stellar-sdk';
import { defaultNats, startEmbeddedPostgres } from '../../integration/src/index.ts';
import { openTestBitcoin } from '../../integration/test/bitcoin.ts';
import { type GuardianFront, startGuardianFront } from '../../integration/test/guardian-front.ts';
import { appointGuardian } from '../../integration/test/guardian-world.ts';
import { type MailReceiver, startMailServer } from '../../integration/test/mail-server.ts';
import { type NatsServer, noNatsServer, startNats } from '../../integration/test/nats-server.ts';
import { startTcpGate, type TcpGate } from '../../integration/test/tcp-gate.ts';
import { type ReachedPart, startWorld, type World } from '../../integration/test/world.ts';
import { type LyingRpc, startLyingRpc } from '../../soroban/client/test/lying-rpc.ts';
import { type EventReceiver, startEventReceiver } from './event-receiver.ts';

/** Everything that the services reach, by name. */
export type Gates = Record<Exclude<ReachedPart, 'signer'> | 'database' | 'guardian' | 'webhook' | 'mail', TcpGate> & {
  signers: TcpGate[];
  /** Only where a NATS server is found. */
  nats?: TcpGate;
};

/** The whole system, with a gate before everything that the services reach, and whoever listens to them. */
export interface StressWorld extends World {
  gates: Gates;
  guardianFront: GuardianFront;
  /** Past the gate. */
  postgresUrl: string;
  /** Before the first view of Stellar; `stellar` is before the second. */
  firstRpc: LyingRpc;
  /** A Bitcoin node with another chain. */
  elsewhere: Regtest;
  receiver: EventReceiver;
  mail: MailReceiver;
}

/** An alarm that waits for a minute on a running system waits for this here: what is measured is that it is raised. */
const PATIENCE_SECONDS = 1;
/** More than one scenario needs, and soon gone. */
const HISTORY_LEDGERS = 400;
/** Of the Bitcoin node: far more than these scenarios have waiting, and soon filled by strangers. */
const MAX_MEMPOOL_BYTES = 400_000;

export async function startStressWorld(): Promise<StressWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'istsi-stress-'));
  const postgres = await startEmbeddedPostgres({ dir });
  const all: TcpGate[] = [];
  const gate = async (url: string): Promise<TcpGate> => {
    const placed = await startTcpGate(url);
    all.push(placed);
    return placed;
  };
  const reached: Partial<Gates> = {};
  const signers: TcpGate[] = [];
  const [elsewhere, receiver, mail, guardianFront] = await Promise.all([
    startRegtest({ rpcUser: 'istsi', rpcPassword: 'regtest-password' }),
    startEventReceiver(),
    startMailServer(),
    startGuardianFront(),
  ]);
  await openTestBitcoin(elsewhere);
  const nats: NatsServer | undefined = noNatsServer === undefined ? await startNats() : undefined;
  if (nats) reached.nats = await gate(`nats://${nats.address}`);
  const [database, webhook, mailGate] = [await gate(postgres.url), await gate(receiver.url), await gate(mail.url)];
  const guardianGate = await gate(guardianFront.url);
  let firstRpc: LyingRpc | undefined;
  const guardianKey = Keypair.random();
  const world = await startWorld({
    ...{ secondRpc: true, secondBitcoin: true, unreliable: true, historyLedgers: HISTORY_LEDGERS },
    maxMempoolBytes: MAX_MEMPOOL_BYTES,
    databaseUrl: database.url(postgres.url),
    guardian: { url: guardianGate.url(guardianFront.url), address: guardianKey.publicKey() },
    monitor: {
      everyMs: 500,
      channels: [{ name: 'desk', kind: 'email', to: ['desk@example.com'] }],
      mail: { url: mailGate.url(mail.url), from: 'alerts@example.com' },
    },
    ...(reached.nats && {
      nats: { ...defaultNats, servers: [reached.nats.url(`nats://${nats!.address}`)] },
    }),
    async through(part, url) {
      if (part === 'stellar') firstRpc = await startLyingRpc(url);
      const target = part === 'stellar' ? firstRpc!.url : url;
      const placed = await gate(target);
      if (part === 'signer') signers.push(placed);
      else reached[part] = placed;
      return placed.url(target);
    },
  });
  const guardian = await (await appointGuardian(world, 'guardian', guardianKey)).start();
  guardianFront.target = guardian.url;
  const { monitor, webhooks } = world.services;
  await webhooks.add({ url: webhook.url(receiver.url) });
  for (const { alertType, forSeconds } of await monitor.rules())
    if (forSeconds > PATIENCE_SECONDS) await monitor.changeRule(alertType, { forSeconds: PATIENCE_SECONDS });
  // Each scenario raises few, and one that does not arrive is one too many.
  await monitor.changeRule('alerts-undelivered', { threshold: 0n });
  return {
    ...world,
    ...{ guardianFront, elsewhere, receiver, mail, firstRpc: firstRpc!, postgresUrl: postgres.url },
    gates: { ...(reached as Gates), ...{ database, guardian: guardianGate, webhook, mail: mailGate, signers } },
    async stop() {
      for (const each of all) each.set('open');
      await world.stop();
      await guardian.stop();
      await Promise.all([elsewhere.stop(), receiver.stop(), mail.stop(), guardianFront.stop(), nats?.stop()]);
      firstRpc!.stop();
      await Promise.all(all.map((each) => each.stop()));
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
