import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../integration/src/index.ts';
import { startWorld, type World } from '../../integration/test/world.ts';
import { startTcpGate, type TcpGate } from './tcp-gate.ts';

/** The whole system, with a gate before everything that the services reach. */
export interface StressWorld extends World {
  gates: { database: TcpGate; stellar: TcpGate; bitcoin: TcpGate; signers: TcpGate[] };
}

/** An alarm that waits for a minute on a running system waits for this here: what is measured is that it is raised. */
const PATIENCE_SECONDS = 1;

export async function startStressWorld(): Promise<StressWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'istsi-stress-'));
  const postgres = await startEmbeddedPostgres({ dir });
  const gates: TcpGate[] = [];
  const gate = async (url: string): Promise<TcpGate> => {
    gates.push(await startTcpGate(url));
    return gates.at(-1)!;
  };
  const named: Partial<Record<'stellar' | 'bitcoin', TcpGate>> = {};
  const signers: TcpGate[] = [];
  const database = await gate(postgres.url);
  const world = await startWorld({
    databaseUrl: database.url(postgres.url),
    monitor: { everyMs: 500 },
    async through(part, url) {
      const placed = await gate(url);
      if (part === 'signer') signers.push(placed);
      else named[part] = placed;
      return placed.url(url);
    },
  });
  const { monitor } = world.services;
  for (const { alertType, forSeconds } of await monitor.rules())
    if (forSeconds > PATIENCE_SECONDS) await monitor.changeRule(alertType, { forSeconds: PATIENCE_SECONDS });
  return {
    ...world,
    gates: { database, stellar: named.stellar!, bitcoin: named.bitcoin!, signers },
    async stop() {
      for (const each of gates) each.set('open');
      await world.stop();
      await Promise.all(gates.map((each) => each.stop()));
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
