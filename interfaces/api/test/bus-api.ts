import { type Services, silentLog } from '@istsi/integration';
import { type BusServices, busServices } from '../../../integration/src/bus/bus-services.ts';
import { sequenceEvents } from '../../../integration/src/bus/sequencer.ts';
import type { BusWorld } from '../../../integration/src/bus/streams.ts';
import type { Database } from '../../../integration/src/database/open-database.ts';
import { openTestDatabase, startTestDatabases } from '../../../integration/test/database.ts';
import { nobody } from '../src/describe-api.ts';
import { type Api, createApi } from '../src/index.ts';

export const RECEIVED = 'com.istsi.bitcoin.OutputReceived.v1';
export const SPENT = 'com.istsi.bitcoin.OutputSpent.v1';

/** Longer than a process does anything in one go: readers in the same one are held up by that as well. */
const SLOW_READER_MS = 3_000;

/** The API over the bus alone: nothing else is there to be asked. */
export interface BusApi {
  url: string;
  database: Database;
  bus: BusServices;
  /** Another one on the same bus, or what is in its place. */
  open(events?: BusServices): Promise<{ api: Api; url: string }>;
  /** Writes so many events, every second one of another type; answers the number that each holds. */
  write(count: number, padding?: string): Promise<number[]>;
  stop(): Promise<void>;
}

export async function startBusApi(): Promise<BusApi> {
  const databases = await startTestDatabases();
  const database = await openTestDatabase(databases);
  const bus = busServices({ database, log: silentLog } as BusWorld);
  const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
  const open = async (events = bus): Promise<{ api: Api; url: string }> => {
    const api = await createApi({
      services: new Proxy({} as Services, { get: (_, part) => (part === 'events' ? events : nobody()) }),
      ...{ keys, version: '1.2.3', log: silentLog, requestsPerMinute: 100_000, slowReaderMs: SLOW_READER_MS },
    });
    return { api, url: await api.listen({ host: '127.0.0.1', port: 0 }) };
  };
  const first = await open();
  let written = 0;
  return {
    ...{ url: first.url, database, bus, open },
    async write(count, padding = '') {
      const numbers = Array.from({ length: count }, () => written++);
      const rows = numbers.map((n) => ({
        ...{ id: `event-${n}`, chain: 'bitcoin' as const, height: 1, source: 'urn:istsi:test' },
        ...{ type: n % 2 === 0 ? RECEIVED : SPENT, data: JSON.stringify({ n, padding }) },
      }));
      await database.db.insertInto('istsi.bus_events').values(rows).execute();
      await sequenceEvents(database);
      return numbers;
    },
    async stop() {
      await first.api.close();
      await database.close();
      await databases.stop();
    },
  };
}
