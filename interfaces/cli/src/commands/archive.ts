import { join } from 'node:path';
import { silentLog } from '@istsi/bitcoin-custody';
import { findArchivedOperation, readArchiveReport, restoreFromArchive, writeArchive } from '@istsi/integration';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { findRunning, requireRunning } from '../system/find-running.ts';
import { readManifest } from '../system/manifest-file.ts';
import { readPartConfig, ServicesConfig } from '../system/part-configs.ts';
import { formatCount } from '../terminal/format.ts';
import { auditArchive } from './audit-verify.ts';

const DAY_MS = 86_400_000;

/** `istsi archive write <directory>`: what is so old of the running system, behind what is there; and its audit log, all of it. */
export function archiveWrite(directory: string, { days, prune }: { days: number; prune: boolean }): Command {
  return async (context) => {
    const { directory: data } = requireRunning(context.configuration.dataDirectory);
    const { databaseUrl, manifest } = readPartConfig(data.services, ServicesConfig);
    const router = readManifest(manifest).contracts['integration-router'].id;
    const before = new Date(Date.now() - days * DAY_MS);
    const place = { databaseUrl, directory, log: silentLog };
    const { events, operations } = await writeArchive(place, { router, before, prune });
    const lines = [
      `  ${formatCount(events.added)} events were archived; ${formatCount(events.size)} are in ${directory}, and are those of the database.`,
      `  ${formatCount(operations.added)} operations were archived; ${formatCount(operations.size)} are in it.`,
      ...(prune
        ? [
            `  ${formatCount(events.pruned)} events, and of ${formatCount(operations.pruned)} operations the steps, are now there alone.`,
          ]
        : []),
    ];
    context.print(lines.join('\n'), { step: 'archive-write', directory, ...events, operations });
    return await auditArchive(join(directory, 'audit'))(context);
  };
}

/** `istsi archive verify <directory>`: against itself, and against what runs here. */
export function archiveVerify(directory: string): Command {
  return async (context) => {
    const { colours, configuration } = context;
    const running = findRunning(configuration.dataDirectory);
    const databaseUrl = running && readPartConfig(running.directory.services, ServicesConfig).databaseUrl;
    const { findings, wentOn, ...sizes } = await readArchiveReport({ databaseUrl, directory, log: silentLog });
    const isSound = findings.length === 0;
    const against = running ? ', and those of the database' : '; no system runs here to hold it against';
    const lines = isSound
      ? [
          `  ${colours.good('✓')} ${formatCount(sizes.events)} events and ${formatCount(sizes.operations)} operations are as they were archived${against}.`,
        ]
      : findings.map(({ code, message }) => `  ${colours.bad('✗')} ${code}: ${message}`);
    const since = wentOn.map(
      (id) => `  ${colours.faint(`· ${id} went on since; the next \`archive write\` has it again`)}`,
    );
    const facts = { step: 'archive-verify', directory, size: sizes.events, operations: sizes.operations };
    const found = { sound: isSound, compared: running !== undefined, findings, went_on: wentOn };
    context.print([...lines, ...since].join('\n'), { ...facts, ...found });
    return isSound ? 0 : 1;
  };
}

/** `istsi archive restore <directory> [operations…]`: what `--prune` deleted, into the database of what runs here. */
export function archiveRestore(directory: string, operations: readonly string[]): Command {
  return async (context) => {
    const { directory: data } = requireRunning(context.configuration.dataDirectory);
    const { databaseUrl, manifest } = readPartConfig(data.services, ServicesConfig);
    const router = readManifest(manifest).contracts['integration-router'].id;
    const place = { databaseUrl, directory, log: silentLog };
    const asked = { router, ...(operations.length > 0 && { operations }) };
    const { events, restored, left } = await restoreFromArchive(place, asked);
    const isWhole = events === 0 && restored === 0 && left.length === 0;
    const lines = [
      isWhole
        ? '  Nothing was missing: the database has the steps of all of them.'
        : `  ${formatCount(events)} events, and of ${formatCount(restored)} operations the steps, are in the database again.`,
      ...left.map(
        (id) => `  ${context.colours.faint(`· ${id} went on since it was archived: \`archive show\` has all of it`)}`,
      ),
    ];
    context.print(lines.join('\n'), { step: 'archive-restore', directory, events, restored, left });
    return 0;
  };
}

/** `istsi archive show <directory> <operation>`: what happened to it, from the archive alone. */
export function archiveShow(directory: string, operation: string): Command {
  return async (context) => {
    await Promise.resolve();
    const { lines, findings } = findArchivedOperation(directory, operation);
    if (findings.length > 0) {
      const said = findings.map(({ code, message }) => `  ${context.colours.bad('✗')} ${code}: ${message}`);
      context.print(said.join('\n'), { step: 'archive-show', operation, sound: false, findings });
      return 1;
    }
    if (lines.length === 0)
      throw new CliError('cli/bad-argument', { argument: operation, problem: `nothing of it is in ${directory}` });
    const text = lines.flatMap(({ place, kind, content }) => [
      `  ${context.colours.strong(`${kind} ${operation}`)}  ${context.colours.faint(`${place.file}, line ${place.line}, ${place.sum}`)}`,
      ...content.steps.map(({ at, state, detail }) => `  ${String(at)}  ${String(state)}  ${JSON.stringify(detail)}`),
      ...content.submissions.map(({ hash, purpose, fate }) => `  Stellar ${hash}  ${String(purpose)}  ${String(fate)}`),
    ]);
    context.print(text.join('\n'), { step: 'archive-show', operation, sound: true, lines });
    return 0;
  };
}
