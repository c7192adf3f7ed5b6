import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';

const LOCK = 'istsi/bus/sequencer';
const MOST_AT_ONCE = 5_000;

/**
 * Gives every event that is committed, and may be told, its place in the order, without holes; answers how many. One at a
 * time does so, and none is given before the transaction that wrote the event has ended: a number that is taken while
 * writing (an identity column) is seen late when its transaction commits late, and readers have gone past it by then.
 */
export async function sequenceEvents({ db }: Database): Promise<number> {
  // Most looks find nothing: that is asked without a lock and a transaction. What is committed later, the next one finds.
  const waiting = await sql`select 1 from istsi.bus_events where seq is null and reason is null limit 1`.execute(db);
  if (waiting.rows.length === 0) return 0;
  for (let total = 0; ; ) {
    const given = await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`.execute(trx);
      // What a statement sees is fixed when it begins: this one begins after the lock was had.
      const done = await sql`
        with head as (select coalesce(max(seq), 0) as seq from istsi.bus_events),
        stellar as (select coalesce(max(verified), -1) as verified from istsi.bus_streams where name = 'stellar'),
        due as (
          select arrived, row_number() over (order by order_ledger nulls first, position, arrived) as place
          from (
            select arrived, order_ledger, position from istsi.bus_events, stellar
            where seq is null and reason is null and (order_ledger is null or order_ledger <= stellar.verified)
            order by order_ledger nulls first, position, arrived
            limit ${MOST_AT_ONCE}
          ) as waiting
        )
        update istsi.bus_events as event set seq = head.seq + due.place
        from due, head where event.arrived = due.arrived`.execute(trx);
      return Number(done.numAffectedRows ?? 0n);
    });
    total += given;
    if (given < MOST_AT_ONCE) return total;
  }
}
