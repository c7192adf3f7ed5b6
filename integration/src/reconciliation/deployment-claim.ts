import type { Manifest } from '@istsi/contracts';
import type { Kysely } from 'kysely';
import { DatabaseError } from '../database/errors.ts';
import type { Schema } from '../database/schema.ts';
import { loadCursor, storeCursor } from '../events/cursors.ts';

const DEPLOYMENT = 'deployment';

/** Claims the database for these contracts on the first run, and refuses on every other to mix it with others'. */
export async function claimDeployment(db: Kysely<Schema>, { networkPassphrase, contracts }: Manifest): Promise<void> {
  const ids = Object.entries(contracts).map(([name, { id }]) => `${name} ${id}`);
  const wanted = [networkPassphrase, ...ids.sort()].join('\n');
  const stored = await loadCursor(db, DEPLOYMENT);
  if (stored === undefined) return await storeCursor(db, DEPLOYMENT, wanted);
  const lines = stored.split('\n');
  // Contracts may be added to a deployment; none of it is ever another one.
  const differing = lines.find((line) => !wanted.split('\n').includes(line));
  if (differing !== undefined) {
    throw new DatabaseError('database/other-deployment', {
      stored: differing,
      wanted: wantedBeside(differing, wanted),
    });
  }
  if (stored !== wanted) await storeCursor(db, DEPLOYMENT, wanted);
}

/** What is configured in the place of a line that the database has. */
function wantedBeside(line: string, wanted: string): string {
  const [name] = line.split(' ');
  return wanted.split('\n').find((one) => one.startsWith(`${name} `)) ?? wanted.split('\n')[0] ?? '';
}
