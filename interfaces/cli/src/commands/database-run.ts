import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedPostgres, isAlive, startEmbeddedPostgres } from '@istsi/integration';
import type { Command } from '../context.ts';
import { host } from '../processes/hosted.ts';
import { dataDirectory, prepareDataDirectory } from '../state/data-directory.ts';

const CHECK_EVERY_MS = 500;

/** `istsi database run`: PostgreSQL is a process of its own; this one starts it, watches it and stops it. */
export function databaseRun(options: { port?: number }): Command {
  return (context) =>
    host(
      async () => {
        const directory = dataDirectory(context.configuration.dataDirectory);
        prepareDataDirectory(directory, 0);
        const postgres = await startEmbeddedPostgres({
          dir: directory.database,
          ...(options.port === undefined ? {} : { port: options.port }),
        });
        return {
          facts: { url: postgres.url, port: Number(new URL(postgres.url).port), adopted: postgres.adopted ? 1 : 0 },
          ended: endOf(postgres),
          stop: () => postgres.stop(),
        };
      },
      ({ url }) => context.print(`PostgreSQL is at ${url}`, { step: 'database', url }),
    );
}

async function endOf(postgres: EmbeddedPostgres): Promise<string> {
  while (isAlive(postgres.pid)) await sleep(CHECK_EVERY_MS);
  return 'PostgreSQL ended by itself; its own log says why';
}
