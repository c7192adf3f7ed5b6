/** A process of its own that sends a signed act on, for tests that kill it: it dies where it was told to. */
import { Keypair } from '@stellar/stellar-sdk';
import { int8AsBigint } from '../src/database/open-database.ts';
import { createDeath, mortalDatabase } from './dying.ts';
import { type RelayWork, relayDesk } from './registration-desk.ts';

const work = JSON.parse(process.argv[2]!) as RelayWork;
const death = createDeath(work.exchanges ?? Number.POSITIVE_INFINITY, () => process.kill(process.pid, 'SIGKILL'));
const database = mortalDatabase(work.databaseUrl, int8AsBigint, death);
const desk = relayDesk({ ...work, channel: Keypair.fromSecret(work.secret) }, database, death);
await desk.submitAct(work.officer, work.envelope, new AbortController().signal);
await database.close();
