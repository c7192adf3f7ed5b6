/** A sponsor of its own process, for tests that kill it: pays for one call, and dies where it was told to. */
import { Keypair } from '@stellar/stellar-sdk';
import { int8AsBigint } from '../src/database/open-database.ts';
import { payForCall } from '../src/sponsorship/submit-sponsored.ts';
import { createDeath, mortalDatabase } from './dying.ts';
import { readSigned, type SponsorWork, sponsorDesk } from './sponsor-desk.ts';

const work = JSON.parse(process.argv[2]!) as SponsorWork;
const death = createDeath(work.exchanges ?? Number.POSITIVE_INFINITY, () => process.kill(process.pid, 'SIGKILL'));
const database = mortalDatabase(work.databaseUrl, int8AsBigint, death);
const keys = work.secrets.map((secret) => Keypair.fromSecret(secret));
const desk = sponsorDesk({ ...work, keys }, database, death);
await payForCall(desk, readSigned(desk, work.authorization));
await database.close();
