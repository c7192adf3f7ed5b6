import { readFile, writeFile } from 'node:fs/promises';
import {
  decodeEntry,
  type Finding,
  type NoteKey,
  parseCheckpoint,
  parseKey,
  type Quorum,
  splitProofs,
  tilePath,
  tilesOf,
  verifyLog,
  verifyProof,
} from '@istsi/audit-log';
import { Keypair } from '@stellar/stellar-sdk';
import { answered, openApi } from '../api/client.ts';
import { askWitnesses, quorumOf, witnessesOf } from '../audit/ask-witnesses.ts';
import { logFiles, writeLogFile } from '../audit/log-files.ts';
import { type AnchorOptions, readAnchor } from '../audit/read-anchor.ts';
import type { Command, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { findRunning, requireRunning } from '../system/find-running.ts';
import { formatCount } from '../terminal/format.ts';

export interface AuditVerifyOptions extends AnchorOptions {
  key?: string;
  remember?: string;
  copy?: string;
  /** Verifier keys of witnesses. */
  witness?: string[];
  quorum?: number;
}

/**
 * `istsi audit verify [directory or URL]`: recomputes the log out of its files alone. Of the system that runs here, the last
 * checkpoint that was verified is kept, so that a log that was cut off or replaced since is told.
 */
export function auditVerify(place: string | undefined, options: AuditVerifyOptions): Command {
  return async (context) => {
    const running = findRunning(context.configuration.dataDirectory);
    const from = place ?? `${(running ?? requireRunning(context.configuration.dataDirectory)).endpoints.apiUrl}/audit`;
    const key = await keyOfLog(context, options.key);
    const memory = options.remember ?? (place === undefined ? running?.directory.auditCheckpoint : undefined);
    const read = logFiles(from);
    const remembered = memory === undefined ? undefined : await readText(memory);
    const copy = options.copy === undefined ? undefined : logFiles(options.copy);
    const anchor = await readAnchor(place === undefined ? running : undefined, options);
    const witnesses = witnessesOf(place === undefined ? running : undefined, options);
    const quorum = witnesses && quorumOf(witnesses);
    const witnessed = witnesses ? await askWitnesses(witnesses, key) : [];
    const { findings, checkpoint } = await verifyLog({ read, key, remembered, anchor, quorum, witnessed, copy });
    if (findings.length === 0 && memory !== undefined) {
      const note = await read('checkpoint');
      if (note) await writeFile(memory, note);
    }
    const anchored = anchor === 'none' ? undefined : anchor?.size;
    show(context, from, { findings, size: checkpoint?.size, anchored, quorum });
    return findings.length === 0 ? 0 : 1;
  };
}

/** `istsi audit archive <directory>`: what was archived before must be what the log has now. */
export function auditArchive(directory: string): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const key = await keyOfLog(context, undefined);
    const [log, archive] = [logFiles(`${endpoints.apiUrl}/audit`), logFiles(directory)];
    const isFirst = (await archive('checkpoint')) === undefined;
    const found = await verifyLog({ read: log, key, ...(!isFirst && { copy: archive }) });
    if (found.findings.length === 0) await copyLog(directory, log);
    const copied = found.findings.length > 0 ? found : await verifyLog({ read: archive, key });
    show(context, directory, { findings: copied.findings, size: copied.checkpoint?.size });
    return copied.findings.length === 0 ? 0 : 1;
  };
}

/** The checkpoint last: an archive that was interrupted is the one of before, and some files more. */
async function copyLog(directory: string, log: ReturnType<typeof logFiles>): Promise<void> {
  const note = await log('checkpoint');
  const size = note && parseCheckpoint(new TextDecoder().decode(note))?.size;
  if (!note || size === undefined)
    throw new CliError('cli/bad-argument', { argument: 'log', problem: 'it is not signed yet' });
  for (const path of tilesOf(size).map(tilePath)) {
    const bytes = await log(path);
    if (bytes) await writeLogFile(directory, path, bytes);
  }
  await writeLogFile(directory, 'checkpoint', note);
}

/** `istsi audit verify-proof <file>`: with nothing but the file and the key. */
export function verifyProofFile(
  file: string,
  options: Pick<AuditVerifyOptions, 'key' | 'witness' | 'quorum'>,
): Command {
  return async (context) => {
    const key = await keyOfLog(context, options.key);
    const text = await readText(file);
    if (text === undefined)
      throw new CliError('cli/bad-argument', { argument: file, problem: 'there is no such file' });
    const named = witnessesOf(
      options.key === undefined ? findRunning(context.configuration.dataDirectory) : undefined,
      options,
    );
    const quorum = named && quorumOf(named);
    const checks = splitProofs(text).map((proof) => verifyProof(proof, key, quorum));
    const lines = checks.map((check) => {
      if (!check.ok) return `  ${context.colours.bad('✗')} ${check.problem}`;
      const entry = decodeEntry(check.entry);
      return `  ${context.colours.good('✓')} entry ${check.index}: ${entry ? `${entry.at}  ${entry.action}  by ${entry.actor}` : 'of another form'}`;
    });
    const proved = checks.map((check) =>
      check.ok ? { index: check.index, entry: decodeEntry(check.entry) ?? null } : check,
    );
    const isSound = checks.every(({ ok }) => ok);
    context.print(lines.join('\n'), { step: 'audit-verify-proof', proved: isSound, entries: proved });
    return isSound ? 0 : 1;
  };
}

/** The log's key comes from elsewhere than the log: from whoever verifies, or from the secrets of this directory. */
async function keyOfLog({ configuration }: Context, given: string | undefined): Promise<NoteKey> {
  if (given !== undefined) {
    const key = parseKey(given);
    if (key) return key;
    throw new CliError('cli/bad-argument', { argument: '--key', problem: 'it is no verifier key: name+id+key' });
  }
  const running = findRunning(configuration.dataDirectory);
  const secret = running?.keys.stellar.audit;
  if (!running || secret === undefined)
    throw new CliError('cli/bad-argument', { argument: '--key', problem: 'it is needed where no system runs' });
  const { key: text } = await answered(openApi(running.endpoints.apiUrl).GET('/v1/audit/status'));
  const key = text === null ? undefined : parseKey(text);
  const own = Keypair.fromSecret(secret).rawPublicKey();
  if (key && Buffer.from(key.publicKey).equals(Buffer.from(own))) return key;
  throw new CliError('cli/bad-argument', {
    argument: '--key',
    problem: 'it is needed: the running log is not signed with the key of this directory',
  });
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function show(
  { colours, print }: Context,
  from: string,
  {
    findings,
    size,
    anchored,
    quorum,
  }: {
    findings: readonly Finding[];
    size: number | undefined;
    anchored?: number | undefined;
    quorum?: Quorum | undefined;
  },
): void {
  const isSound = findings.length === 0;
  const isUnknown = !isSound && findings.every(({ code }) => code === 'not-read');
  const lines = isSound
    ? [
        `  ${colours.good('✓')} ${formatCount(size ?? 0)} entries are as they were signed.  ${colours.faint(from)}`,
        ...(anchored === undefined
          ? []
          : [`  ${colours.good('✓')} ${formatCount(anchored)} of them are written on Stellar.`]),
        ...(quorum ? [`  ${colours.good('✓')} ${cosignedBy(quorum)}`] : []),
      ]
    : [
        `  ${colours.strong(isUnknown ? 'The audit log could not be read: whether it is as it was signed is not known.' : 'The audit log is NOT as it was signed.')}  ${colours.faint(from)}`,
        ...findings.map(({ code, message }) => `  ${colours.bad('✗')} ${code}: ${message}`),
      ];
  print(lines.join('\n'), {
    step: 'audit-verify',
    from,
    sound: isUnknown ? null : isSound,
    size: size ?? null,
    anchored: anchored ?? null,
    quorum: quorum ? { of: quorum.keys.length, at_least: quorum.atLeast } : null,
    findings,
  });
}

const cosignedBy = ({ keys, atLeast }: Quorum): string =>
  keys.length === 1 ? 'Their witness has cosigned them.' : `${atLeast} of ${keys.length} witnesses have cosigned them.`;
