import type { SystemContracts } from '@istsi/contracts';
import { latestLedger, type Network } from '@istsi/soroban-client';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Outpoint } from '../operations/deposits/deposit.ts';
import { fromHex, readWithdrawal } from '../operations/payments/chain-records.ts';
import { type AwaitedRegistration, listAwaited } from '../registrations/registration-store.ts';
import { findAddressIndex } from '../services/identities.ts';
import { actRoles } from './acts.ts';
import { began, ended } from './approval-events.ts';
import { readRoles } from './roles.ts';

/** What one person began and another one has to end, as the newest ledger has it. Proposals have a list of their own. */
export interface AwaitingApproval {
  /** Somebody wants the system stopped, and could not stop it alone; null where nobody does. */
  stop: { by: string; reason: string; at: Date; endsAt: Date } | null;
  returns: ReturnAwaiting[];
  recoveries: RecoveryAwaiting[];
  /** Who is to be registered, where officers sign that themselves; who waits longest comes first. */
  registrations: AwaitedRegistration[];
}

/** A deposit of nobody is to be paid to an address that one officer named. */
export interface ReturnAwaiting {
  outpoint: Outpoint;
  amountSats: bigint;
  /** As the contract's own script spells it. */
  address: string | null;
  maxFeeSats: bigint;
  by: string;
  at: Date;
  /** From when on another officer may agree. */
  readyAt: Date;
  /** By the newest ledger's clock. */
  isReady: boolean;
}

/** A holder's address is to be given up for another one. */
export interface RecoveryAwaiting {
  lost: string;
  replacement: string;
  /** Undefined while its event was not read yet: the ledger has the request, and not why. */
  reason: string | undefined;
  by: string;
  readyAt: Date;
  isReady: boolean;
  endsAt: Date;
}

const DAY = 86_400;
/** `REQUEST_LIFETIME` of the router, `OBJECTION_TIME` of the reserve manager, `TIME_TO_FINISH` of the registry: seconds. */
export const STOP_SECONDS = DAY;
export const OBJECTION_SECONDS = 7 * DAY;
export const RECOVERY_SECONDS = 30 * DAY;
/** Only officers begin any of these, so that there are few; of more, the newest are looked up. */
const MOST = 200;

export interface ApprovalWorld {
  db: Kysely<Schema>;
  network: Network;
  contracts: SystemContracts;
}

/** The events say what was begun; whether it still stands, the contracts. */
export async function readAwaitingApproval(world: ApprovalWorld): Promise<AwaitingApproval> {
  const now = (await latestLedger(world.network)).closeTime;
  const [stop, returns, recoveries, registrations] = await Promise.all([
    readStop(world, Number(now)),
    readReturns(world, Number(now)),
    readRecoveries(world, Number(now)),
    readRegistrations(world),
  ]);
  return { stop, returns, recoveries, registrations };
}

const atSeconds = (seconds: number): Date => new Date(seconds * 1000);

async function readStop({ db, contracts }: ApprovalWorld, now: number): Promise<AwaitingApproval['stop']> {
  const [last] = await eventsOf(db, [began.stop, ...ended], 1);
  if (last?.type !== began.stop) return null;
  const { caller, reason, timestamp } = last.data as { caller: string; reason: string; timestamp: string };
  const at = Number(timestamp);
  if (now >= at + STOP_SECONDS) return null;
  const [{ paused }, roles] = await Promise.all([contracts.router.read('get_config'), readRoles(contracts, caller)]);
  const counts = !paused && roles.some((role) => actRoles.pause.includes(role));
  return counts ? { by: caller, reason, at: atSeconds(at), endsAt: atSeconds(at + STOP_SECONDS) } : null;
}

async function readReturns({ db, contracts }: ApprovalWorld, now: number): Promise<ReturnAwaiting[]> {
  const proposed = await eventsOf(db, [began.payback], MOST);
  const ids = [...new Set(proposed.map(({ data }) => (data as { return_id: string }).return_id))];
  if (ids.length === 0) return [];
  const deposits = await db
    .selectFrom('istsi.deposits')
    .select(['return_id', 'txid', 'vout'])
    .where('return_id', 'in', ids)
    .execute();
  const found = await Promise.all(
    deposits.map(async ({ return_id: id, txid, ...row }): Promise<ReturnAwaiting[]> => {
      const vout = Number(row.vout);
      const deposit = await contracts.reserve.read('get_return', { tx_hash: fromHex(txid), vout });
      const { amount, held, lost, proposer, proposed_at } = deposit;
      const payment = proposer === null || held || lost ? undefined : await readWithdrawal(contracts, id);
      if (proposer === null || !payment) return [];
      const at = Number(proposed_at);
      return [
        {
          ...{ outpoint: { txid, vout }, amountSats: amount, address: payment.address ?? null },
          ...{ maxFeeSats: payment.maxFeeSats, by: proposer },
          ...{ at: atSeconds(at), readyAt: atSeconds(at + OBJECTION_SECONDS) },
          isReady: now >= at + OBJECTION_SECONDS,
        },
      ];
    }),
  );
  return found.flat().sort((a, b) => a.at.getTime() - b.at.getTime());
}

async function readRecoveries({ db, contracts }: ApprovalWorld, now: number): Promise<RecoveryAwaiting[]> {
  const requested = await eventsOf(db, [began.recovery], MOST);
  const asked = requested.map(({ data }) => data as { lost: string; ready_at: string; reason: string });
  const found = await Promise.all(
    [...new Set(asked.map(({ lost }) => lost))].map(async (lost): Promise<RecoveryAwaiting[]> => {
      const recovery = await contracts.kyc.read('get_recovery', { lost });
      if (recovery === null) return [];
      const ready = Number(recovery.ready_at);
      if (now > ready + RECOVERY_SECONDS) return [];
      const { replacement, requested_by: by } = recovery;
      const reason = asked.find((each) => each.lost === lost && each.ready_at === String(recovery.ready_at))?.reason;
      const ends = { readyAt: atSeconds(ready), endsAt: atSeconds(ready + RECOVERY_SECONDS) };
      return [{ lost, replacement, reason, by, ...ends, isReady: now >= ready }];
    }),
  );
  return found.flat().sort((a, b) => a.readyAt.getTime() - b.readyAt.getTime());
}

/** Whom the registry knows meanwhile nobody is asked about, but to raise them: the event that says so ends it, once it is read. */
async function readRegistrations({ db, contracts }: ApprovalWorld): Promise<AwaitedRegistration[]> {
  const awaited = await listAwaited(db);
  const known = await Promise.all(awaited.map(({ address }) => findAddressIndex(contracts.kyc, address)));
  return awaited.filter(({ raises }, index) => raises || known[index] === undefined);
}

/** Newest first. */
async function eventsOf(db: Kysely<Schema>, types: readonly string[], limit: number) {
  return await db
    .selectFrom('istsi.bus_events')
    .select(['type', 'data'])
    // As literals, so that the index of just these is found.
    .where(sql<boolean>`type in (${sql.join(types.map((type) => sql.lit(type)))})`)
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}
