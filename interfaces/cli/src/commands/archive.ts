import { silentLog } from '@istsi/bitcoin-custody';
import { archiveBus, verifyArchive, verifyBusArchive } from '@istsi/integration';
import type { Command, Context } from '../context.ts';
import { findRunning, requireRunning } from '../system/find-running.ts';
import { readManifest } from '../system/manifest-file.ts';
import { readPartConfig, ServicesConfig } from '../system/part-configs.ts';
import { formatCount } from '../terminal/format.ts';

const DAY_MS = 86_400_000;

/** `istsi archive write <directory>`: the events of the running system that are so old, behind those that are there. */
export function archiveWrite(directory: string, { days }: { days: number }): Command {
  return async (context) => {
    const { directory: data } = requireRunning(context.configuration.dataDirectory);
    const { databaseUrl, manifest } = readPartConfig(data.services, ServicesConfig);
    const router = readManifest(manifest).contracts['integration-router'].id;
    const before = new Date(Date.now() - days * DAY_MS);
    const { size, added } = await archiveBus({ databaseUrl, directory, log: silentLog }, { router, before });
    const text = `  ${formatCount(added)} events were archived; ${formatCount(size)} are in ${directory}, and are those of the database.`;
    context.print(text, { step: 'archive-write', directory, size, added });
    return 0;
  };
}

/** `istsi archive verify <directory>`: against itself, and against what runs here. */
export function archiveVerify(directory: string): Command {
  return async (context) => {
    const { size, findings, isCompared } = await verify(context, directory);
    const { colours } = context;
    const against = isCompared ? ', and those of the database' : '; no system runs here to hold it against';
    const lines =
      findings.length === 0
        ? [`  ${colours.good('✓')} ${formatCount(size)} events are as they were archived${against}.`]
        : findings.map(({ code, message }) => `  ${colours.bad('✗')} ${code}: ${message}`);
    const facts = {
      step: 'archive-verify',
      directory,
      size,
      sound: findings.length === 0,
      compared: isCompared,
      findings,
    };
    context.print(lines.join('\n'), facts);
    return findings.length === 0 ? 0 : 1;
  };
}

async function verify({ configuration }: Context, directory: string) {
  const running = findRunning(configuration.dataDirectory);
  if (!running) return { ...(await verifyArchive(undefined, directory)), isCompared: false };
  const { databaseUrl } = readPartConfig(running.directory.services, ServicesConfig);
  return { ...(await verifyBusArchive({ databaseUrl, directory, log: silentLog })), isCompared: true };
}
