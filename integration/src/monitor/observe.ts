import { describeError } from '@istsi/bitcoin-custody';
import { lookAtAudit } from './look-at-audit.ts';
import { lookAtChannels, lookAtContracts, lookAtLifetimes } from './look-at-contracts.ts';
import { lookAtDelivery, lookAtRoom } from './look-at-delivery.ts';
import { lookAtGuardian } from './look-at-guardian.ts';
import { lookAtInbox } from './look-at-inbox.ts';
import { lookAtKeys } from './look-at-keys.ts';
import { lookAtMoney } from './look-at-money.ts';
import { lookAtNats } from './look-at-nats.ts';
import { lookAtBitcoin, lookAtDatabase, lookAtSigners, lookAtStellar } from './look-at-nodes.ts';
import { lookAtOperations } from './look-at-operations.ts';
import { lookAtReconciliations } from './look-at-reconciliations.ts';
import { lookAtReporters } from './look-at-reporters.ts';
import { lookAtSponsor } from './look-at-sponsor.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, type PartHealth, warning } from './part-health.ts';
import { type Sample, sample } from './samples.ts';
import { withinTime } from './within-time.ts';

/** What one look at everything found. A metric that could not be collected is absent, never zero. */
export interface Observation {
  at: Date;
  samples: readonly Sample[];
  parts: readonly PartHealth[];
}

interface Look {
  /** What fails when the look itself does, which is the part that it asked. */
  part: string;
  look(world: MonitorWorld): Promise<Found>;
  /** That it fails accuses somebody, and that nobody could look does not. */
  accuses?: true;
}

const looks: readonly Look[] = [
  { part: 'database', look: lookAtDatabase },
  { part: 'stellar', look: lookAtStellar },
  { part: 'bitcoin', look: lookAtBitcoin },
  { part: 'signers', look: lookAtSigners },
  { part: 'guardian', look: lookAtGuardian, accuses: true },
  { part: 'contracts', look: lookAtContracts },
  { part: 'lifetimes', look: lookAtLifetimes },
  { part: 'channels', look: lookAtChannels },
  { part: 'sponsor', look: lookAtSponsor },
  { part: 'inbox', look: lookAtInbox },
  { part: 'books', look: lookAtMoney },
  { part: 'reconciliation', look: lookAtReconciliations },
  { part: 'reporters', look: lookAtReporters },
  { part: 'operations', look: lookAtOperations },
  { part: 'events', look: lookAtDelivery },
  { part: 'nats', look: lookAtNats },
  { part: 'audit', look: lookAtAudit },
  { part: 'api-keys', look: lookAtKeys },
  { part: 'disk', look: lookAtRoom },
];

const LOOK_MS = 15_000;

/** Looks at everything at once. What does not answer is told as such, and hides nothing else. */
export async function observe(world: MonitorWorld): Promise<Observation> {
  const at = world.now();
  const found = await Promise.all(looks.map(async (each) => await lookOnce(world, each)));
  const parts = found.flatMap((each) => each.parts);
  const samples = [
    ...found.flatMap((each) => each.samples),
    ...parts.flatMap(({ part, state }) => [
      sample('istsi_part_up', state === 'failing' ? 0 : 1, { part }),
      sample('istsi_part_warning', state === 'warning' ? 1 : 0, { part }),
    ]),
    sample('istsi_authentication_failures_recent', world.authentication.recent()),
  ];
  return { at, samples, parts };
}

async function lookOnce(world: MonitorWorld, { part, look, accuses }: Look): Promise<Found> {
  try {
    return await withinTime(look(world), part, LOOK_MS);
  } catch (error) {
    const unseen = accuses ? warning : failing;
    return { samples: [], parts: [unseen(part, `it cannot be looked at: ${describeError(error)}`)] };
  }
}
