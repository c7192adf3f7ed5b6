import { NOT_REPORTED } from '../operations/deposits/guardian-report.ts';
import { OBJECTED } from '../operations/payments/payout-watch.ts';
import { askGuardian, type GuardianPart } from '../services/guardian-status.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, ok, type PartHealth, warning } from './part-health.ts';
import { sample } from './samples.ts';

/** The second opinion, what waits for it, and what it holds. */
export async function lookAtGuardian({ database, guardian, manifest, now }: MonitorWorld): Promise<Found> {
  const { db } = database;
  const router = manifest.contracts['integration-router'].id;
  const [asked, waiting, objected] = await Promise.all([
    guardian && askGuardian(guardian, router, now().getTime()),
    db
      .selectFrom('istsi.deposits')
      .select((columns) => columns.fn.countAll<bigint>().as('count'))
      .where('refusal_code', '=', NOT_REPORTED)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('istsi.withdrawals')
      .select((columns) => columns.fn.countAll<bigint>().as('count'))
      .where('refusal_code', '=', OBJECTED)
      .executeTakeFirstOrThrow(),
  ]);
  return {
    samples: [sample('istsi_payouts_objected', objected.count), sample('istsi_deposits_unreported', waiting.count)],
    parts: asked ? [judgeGuardian(asked, Number(waiting.count))] : [],
  };
}

/** Pure. One that is gone stops nothing, and sees nothing; one that accuses says that value may be leaving. */
export function judgeGuardian({ ok: isWell, error, facts }: GuardianPart, waiting: number): PartHealth {
  const deposits = waiting === 1 ? 'one deposit waits' : `${waiting} deposits wait`;
  const follows = waiting === 0 ? '' : `; ${deposits} for its report`;
  if (isWell) return ok('guardian', `it watches both chains${follows}`);
  const said = `${error ?? 'it is not well'}${follows}`;
  const isAlarm = facts?.state === 'accusing' || facts?.state === 'unable';
  return isAlarm ? failing('guardian', said) : warning('guardian', said);
}
