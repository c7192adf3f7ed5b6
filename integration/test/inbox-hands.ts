import { silentLog } from '@istsi/bitcoin-custody';
import { openNetwork } from '@istsi/soroban-client';
import { catchUpConsumer } from '../src/bus/consume.ts';
import { ingestStellar } from '../src/bus/ingest-stellar.ts';
import { sequenceEvents } from '../src/bus/sequencer.ts';
import { type Database, int8AsBigint, openDatabase } from '../src/database/open-database.ts';
import { driveReceipt } from '../src/inbox/drive-receipt.ts';
import { expectPayment, type InboxWish } from '../src/inbox/inbox-orders.ts';
import { type InboxWorld, openInbox } from '../src/inbox/inbox-world.ts';
import { inboxConsumer } from '../src/inbox/receive.ts';
import { defaultInboxBounds } from '../src/index.ts';
import { insertTransfer } from '../src/transfers/transfer-store.ts';
import { createDeath, mortalDatabase } from './dying.ts';
import type { Holder } from './holders.ts';
import { workerOf } from './withdrawal-crashes.ts';
import { startWorld, type World } from './world.ts';

export const SATS = 50_000n;

/** An inbox on which a test's own workers act, one step at a time, and nobody else. */
export interface InboxHands {
  world: World;
  database: Database;
  alice: Holder;
  /** A worker whose clock is an hour ahead, behind most pauses. */
  successor: InboxWorld;
  /** Another one, on another database. */
  on(database: Database): InboxWorld;
  /** Reads what is new on the chain as far as the inbox is concerned. */
  hear(into: Database): Promise<void>;
  /** Alice sends, and the receipt is there; its id. */
  sent(to: string): Promise<string>;
  /** What alice wants withdrawn, of which the inbox knows nothing yet. */
  asked(): Promise<InboxWish>;
  /** Where alice is told to send. */
  instructed(): Promise<string>;
  stateOf(id: string, database?: Database): Promise<unknown>;
  /** Kills a worker after so many exchanges; the successor goes on. Answers whether there were as many. */
  killAfter(exchanges: number, id: string): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startInboxHands(): Promise<InboxHands> {
  const world = await startWorld({ inbox: {} });
  const alice = await world.createHolder(3_000_000n);
  // From here on only the workers of the test act.
  await world.services.stop();
  const database = await openDatabase(world.databaseUrl, silentLog);
  const on = (one: Database, ...rest: [ReturnType<typeof createDeath>?]): InboxWorld =>
    openInbox(workerOf(world, one, ...rest), { key: world.keys.inbox, ...defaultInboxBounds });
  const successor = on(database);
  const hear: InboxHands['hear'] = async (into) => {
    const { manifest } = world;
    const signal = new AbortController().signal;
    await ingestStellar({ database: into, manifest, log: silentLog, network: openNetwork(world.sandbox) }, signal);
    await sequenceEvents(into);
    const consumer = inboxConsumer(manifest, world.keys.inbox.publicKey());
    await catchUpConsumer({ database: into, consumer, log: silentLog, signal });
  };
  const asked = async (): Promise<InboxWish> => {
    const address = await world.bitcoin.call<string>('getnewaddress');
    const { address: account } = alice;
    const wanted = { subject: account, protocol: 'sep6', kind: 'withdrawal', withPage: false } as const;
    const { transfer } = await insertTransfer(database.db, { ...wanted, amountSats: SATS, bitcoinAddress: address });
    return { transferId: transfer.id, account, amountSats: SATS, address };
  };
  return {
    ...{ world, database, alice, successor, hear, on },
    async sent(to) {
      const hash = await world.send(alice, to, SATS);
      await hear(database);
      const receipts = database.db.selectFrom('istsi.inbox_receipts').select('id');
      return (await receipts.where('stellar_tx', '=', hash).executeTakeFirstOrThrow()).id;
    },
    asked,
    instructed: async () => (await expectPayment(successor, await asked()))!.address,
    async stateOf(id, { db } = database) {
      const columns = ['state', 'withdrawal_id', 'refusal_code'] as const;
      return await db.selectFrom('istsi.inbox_receipts').select(columns).where('id', '=', id).executeTakeFirst();
    },
    async killAfter(exchanges, id) {
      const death = createDeath(exchanges);
      const mortal = mortalDatabase(world.databaseUrl, int8AsBigint, death);
      await driveReceipt(on(mortal, death), id).catch(() => undefined);
      await mortal.close().catch(() => undefined);
      for (let round = 0; round < 4; round++) await driveReceipt(successor, id);
      return death.count() >= exchanges;
    },
    async stop() {
      await database.close();
      await world.stop();
    },
  };
}
