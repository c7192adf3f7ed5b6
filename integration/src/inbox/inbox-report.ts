import type { SystemContracts } from '@istsi/contracts';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { findUser } from '../services/identities.ts';
import type { IdentityStatus } from '../services/services.ts';
import type { InboxSettings } from './inbox-settings.ts';
import type { ReceiptState } from './receipt.ts';

/** What the inbox holds, and whose it is. */
export interface InboxReport {
  address: string;
  /** Null: it is not in the registry, and takes nothing. */
  status: IdentityStatus | null;
  mostHeldSats: bigint;
  balanceSats: bigint;
  /** Of what arrived, what is in it still: receipts that are neither withdrawn nor returned. */
  waitingSats: bigint;
  /** Of what waits, what is on its way out: withdrawn or returned a moment ago, perhaps. */
  leavingSats: bigint;
  /** What wallets were told to send, and did not yet. */
  expectedSats: bigint;
  /** What it holds beyond what is waiting; also, for a moment, what has just arrived or just left. Less than zero: some is gone. */
  unexplainedSats: bigint;
  receipts: Partial<Record<ReceiptState, number>>;
}

export async function reportInbox(
  world: { db: Kysely<Schema>; contracts: Pick<SystemContracts, 'kyc' | 'token'>; now: () => Date },
  { key, mostHeldSats }: InboxSettings,
): Promise<InboxReport> {
  const { db, contracts, now } = world;
  const address = key.publicKey();
  const [user, states, expected] = await Promise.all([
    findUser(contracts, address),
    sql<{ state: ReceiptState; receipts: bigint; sats: bigint }>`
      select state, count(*)::int8 as receipts, coalesce(sum(amount_sats), 0)::int8 as sats
      from istsi.inbox_receipts group by state`.execute(db),
    sql<{ sats: bigint }>`select coalesce(sum(amount_sats), 0)::int8 as sats from istsi.inbox_orders
      where taken_by is null and expires_at > ${now()}::timestamptz`.execute(db),
  ]);
  // Asked last: what arrives between is more than what is known to wait, and never less.
  const balanceSats = await contracts.token.read('balance', { id: address });
  const within = (of: ReadonlySet<ReceiptState>): bigint =>
    states.rows.reduce((sum, { state, sats }) => (of.has(state) ? sum + sats : sum), 0n);
  const [waitingSats, leavingSats] = [within(WAITING), within(LEAVING)];
  return {
    ...{ address, status: user?.status ?? null, mostHeldSats, balanceSats, waitingSats, leavingSats },
    ...{ expectedSats: expected.rows[0]?.sats ?? 0n, unexplainedSats: balanceSats - waitingSats },
    receipts: Object.fromEntries(states.rows.map(({ state, receipts }) => [state, Number(receipts)])),
  };
}

const LEAVING: ReadonlySet<ReceiptState> = new Set(['withdrawing', 'returning']);
const WAITING: ReadonlySet<ReceiptState> = new Set(['received', 'withdrawing', 'returning', 'kept']);
