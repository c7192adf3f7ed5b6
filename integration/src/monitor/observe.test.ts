import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { Schema } from '../database/schema.ts';
import { createAuthenticationFailures } from './authentication-failures.ts';
import type { MonitorWorld } from './monitor-world.ts';
import { observe } from './observe.ts';
import { sampledValue } from './samples.ts';

test('while nobody can look, what is needed is failing, and the guardian accuses nobody', async () => {
  const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const world = {
    ...{ database: { db, pool }, manifest: { contracts: { 'integration-router': { id: 'C' } } } },
    ...{ authentication: createAuthenticationFailures(), directories: [], signers: [], now: () => new Date() },
  } as unknown as MonitorWorld;
  const { parts, samples } = await observe(world);
  await db.destroy();

  const stateOf = (named: string): string | undefined => parts.find(({ part }) => part === named)?.state;
  expect(stateOf('books')).toBe('failing');
  expect(parts).toContainEqual({
    ...{ part: 'guardian', state: 'warning' },
    diagnosis: expect.stringMatching(/^it cannot be looked at: .*ECONNREFUSED/) as string,
  });
  // What `guardian-accuses` is raised by, and `guardian-unwell`.
  expect(sampledValue(samples, 'istsi_part_up', { part: 'guardian' })).toBe(1);
  expect(sampledValue(samples, 'istsi_part_warning', { part: 'guardian' })).toBe(1);
});
