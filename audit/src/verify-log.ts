import { equalBytes } from '@noble/curves/utils.js';
import { hex } from '@scure/base';
import { type Anchor, isAnchorOf } from './anchor.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { cosignedAt, missingWitnesses, type Quorum } from './cosignature.ts';
import { type Difference, differencesOf } from './differences.ts';
import { decodeEntry } from './entry.ts';
import { leafHash, rootIfThere, rootOf } from './merkle.ts';
import type { NoteKey } from './signed-note.ts';
import { decodeBundle, decodeHashes, type ReadFile, TILE_WIDTH, tileHashes, tilePath, tilesOf } from './tiles.ts';
import { telling, unlessUnread } from './unread.ts';

export interface Finding {
  code:
    | Difference['code']
    /** Nothing is known of it: the source did not answer, which accuses nobody and clears nobody. */
    | 'not-read'
    | 'no-checkpoint'
    | 'not-signed'
    | 'other-log'
    | 'missing-file'
    | 'bad-file'
    | 'bad-entry'
    | 'tile-differs'
    | 'root-differs'
    | 'not-anchored'
    | 'not-witnessed';
  /** Where the place is known. */
  index?: number;
  message: string;
}

export interface VerifyLogOptions {
  /** The files of the log, as C2SP tlog-tiles lays them out. */
  read: ReadFile;
  /** Of the log: known beforehand, and not taken from it. */
  key: NoteKey;
  /** What the log said of itself earlier: a signed checkpoint that was kept. */
  remembered?: string | undefined;
  /** What is written of it on Stellar: `none` where nothing is, and should be. */
  anchor?: Anchor | 'none' | undefined;
  /** Who must have cosigned it. */
  quorum?: Quorum | undefined;
  /** What witnesses say that they cosigned last, each with the key that it must be cosigned with. */
  witnessed?: readonly { witness: NoteKey; note: string }[] | undefined;
  /** Another copy of it, such as an archive, to name what became of each entry since. */
  copy?: ReadFile | undefined;
}

export interface LogVerification {
  findings: Finding[];
  checkpoint: Checkpoint | undefined;
}

/**
 * Reads the whole log and names all that is not as its checkpoint, its tiles and what was kept say. What could not be read
 * is told as that, `not-read`, and nothing is concluded from it.
 */
export async function verifyLog(options: VerifyLogOptions): Promise<LogVerification> {
  const { key, remembered, anchor, quorum, witnessed = [] } = options;
  const read = telling(options.read);
  const copy = options.copy && telling(options.copy);
  const signed = await unlessUnread(readCheckpoint(read, key));
  if ('code' in signed) return { findings: [signed], checkpoint: undefined };
  const { note, ...found } = signed;
  const { size, root } = found;
  const log = await readLog(read, size);
  const findings = [...log.findings];
  const { entries, leaves, isRead } = log;
  if (leaves) findings.push(...differencesOf(leaves, entries.map(leafText)));
  if (leaves && !equalBytes(rootOf(leaves.map(hex.decode)), root)) {
    findings.push({
      code: 'root-differs',
      message: `the log signed the root ${hex.encode(root)} of ${size} entries, and the tiles have another: they were made anew`,
    });
  }
  findings.push(...unreadable(entries));
  const compare = async (compared: Promise<Finding[]>): Promise<void> =>
    void findings.push(...[await unlessUnread(compared)].flat());
  if (remembered !== undefined) await compare(compareWithRemembered(read, found, remembered, key));
  if (anchor !== undefined) await compare(compareWithAnchor(read, found, anchor));
  if (quorum) findings.push(...unwitnessed(note, quorum));
  for (const one of witnessed) await compare(compareWithWitness(read, found, key, one));
  // Entries that were not read are not entries that are gone.
  if (copy && isRead) await compare(compareWithCopy(copy, entries));
  return { findings, checkpoint: found };
}

async function readCheckpoint(read: ReadFile, key: NoteKey): Promise<(Checkpoint & { note: string }) | Finding> {
  const bytes = await read('checkpoint');
  if (!bytes)
    return { code: 'no-checkpoint', message: 'there is no checkpoint: the log was never signed, or it is gone' };
  const text = new TextDecoder().decode(bytes);
  const checkpoint = openCheckpoint(text, key);
  if (checkpoint) return { ...checkpoint, note: text };
  const origin = parseCheckpoint(text)?.origin;
  return origin !== undefined && origin !== key.name
    ? { code: 'other-log', message: `the checkpoint is of the log ${origin}, and ${key.name} was expected` }
    : { code: 'not-signed', message: `the key of ${key.name} did not sign the checkpoint` };
}

const leafText = (entry: Uint8Array): string => hex.encode(leafHash(entry));

interface ReadLog {
  entries: Uint8Array[];
  /** Of the tiles at level 0, as hex; undefined where one is missing. */
  leaves: string[] | undefined;
  findings: Finding[];
  /** False where a file could not be read: then none behind it was asked for. */
  isRead: boolean;
}

async function readLog(read: ReadFile, size: number): Promise<ReadLog> {
  const findings: Finding[] = [];
  const entries: Uint8Array[] = [];
  const levels = new Map<number, Uint8Array[]>();
  let areLeavesWhole = true;
  for (const tile of tilesOf(size)) {
    const path = tilePath(tile);
    const bytes = await unlessUnread(read(path));
    if (bytes && 'code' in bytes) return { entries, leaves: undefined, findings: [...findings, bytes], isRead: false };
    const parts = bytes && (tile.level === 'entries' ? decodeBundle(bytes) : decodeHashes(bytes));
    if (!parts) {
      findings.push(
        bytes
          ? { code: 'bad-file', message: `${path} is not what such a file is` }
          : { code: 'missing-file', message: `${path} is not there` },
      );
      if (tile.level === 0) areLeavesWhole = false;
      continue;
    }
    if (tile.level === 'entries') entries.push(...parts);
    else levels.set(tile.level, [...(levels.get(tile.level) ?? []), ...parts]);
  }
  findings.push(...compareLevels(levels));
  const leaves = areLeavesWhole ? (levels.get(0) ?? []).map(hex.encode) : undefined;
  if (leaves && leaves.length !== size) {
    findings.push({
      code: 'bad-file',
      message: `the tiles have ${leaves.length} hashes, and the checkpoint is of ${size}`,
    });
  }
  return { entries, leaves, findings, isRead: true };
}

/** Each hash above is of a full tile below. */
function compareLevels(levels: ReadonlyMap<number, readonly Uint8Array[]>): Finding[] {
  return [...levels].flatMap(([level, hashes]) =>
    level === 0
      ? []
      : hashes.flatMap((hash, i) => {
          const below = levels.get(level - 1)?.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH) ?? [];
          if (below.length === TILE_WIDTH && equalBytes(rootOf(below), hash)) return [];
          const message = `hash ${i} of level ${level} is not of the tile below it`;
          return [{ code: 'tile-differs' as const, message }];
        }),
  );
}

const MOST_NAMED = 10;

function unreadable(entries: readonly Uint8Array[]): Finding[] {
  const found: Finding[] = [];
  for (const [index, entry] of entries.entries()) {
    if (found.length < MOST_NAMED && !decodeEntry(entry)) {
      found.push({ code: 'bad-entry', index, message: `entry ${index} is none of this log's` });
    }
  }
  return found;
}

/** Whether the log still is what it said that it was. */
async function compareWithRemembered(
  read: ReadFile,
  now: Checkpoint,
  remembered: string,
  key: NoteKey,
): Promise<Finding[]> {
  const then = openCheckpoint(remembered, key);
  if (!then) return [{ code: 'not-signed', message: `the key of ${key.name} did not sign what was kept` }];
  return await compareWithTree(read, now, { ...then, who: 'it signed' });
}

/** Whoever replaced log and key wrote nothing on Stellar: there it still is what it was. */
async function compareWithAnchor(read: ReadFile, now: Checkpoint, anchor: Anchor | 'none'): Promise<Finding[]> {
  if (anchor === 'none')
    return [
      { code: 'not-anchored', message: 'nothing of the log is written on Stellar: that was removed, or never done' },
    ];
  if (!isAnchorOf(anchor, now.origin)) {
    const message = `on Stellar another log is written, of ${anchor.size} entries, and not ${now.origin}: this one took its place`;
    return [{ code: 'other-log', message }];
  }
  return await compareWithTree(read, now, { ...anchor, who: 'are written on Stellar' });
}

/** A log that its witnesses did not see grow may be another one for everybody who asks. */
function unwitnessed(note: string, quorum: Quorum): Finding[] {
  const missing = missingWitnesses(note, quorum);
  if (missing.length === 0) return [];
  const names = missing.map(({ name }) => name).join(', ');
  const message = `${quorum.atLeast} of ${quorum.keys.length} witnesses must have cosigned it, and these did not: ${names}`;
  return [{ code: 'not-witnessed', message }];
}

/** What a witness cosigned is of this log, or the log became another one; it may have seen more than is published. */
async function compareWithWitness(
  read: ReadFile,
  now: Checkpoint,
  key: NoteKey,
  { witness, note }: { witness: NoteKey; note: string },
): Promise<Finding[]> {
  const then = openCheckpoint(note, key);
  if (!then || cosignedAt(note, witness) === undefined) {
    const message = `${witness.name} shows nothing that it and the log ${key.name} signed`;
    return [{ code: 'not-witnessed', message }];
  }
  const who = `were cosigned by ${witness.name}`;
  if (then.size <= now.size) return await compareWithTree(read, now, { ...then, who });
  const tiles = tileHashes(read, then.size);
  const wider = await rootIfThere(tiles, then.size);
  const within = await rootIfThere(tiles, now.size);
  if (wider && within && equalBytes(wider, then.root) && equalBytes(within, now.root)) return [];
  return await compareWithTree(read, now, { ...then, who });
}

/** The tree of then, recomputed from the tiles of now. */
async function compareWithTree(
  read: ReadFile,
  now: Checkpoint,
  then: { size: number; root: Uint8Array; who: string },
): Promise<Finding[]> {
  if (then.size > now.size) {
    const message = `the log has ${now.size} entries, and ${then.size} ${then.who}: it was truncated`;
    return [{ code: 'truncated', index: now.size, message }];
  }
  const root = await rootIfThere(tileHashes(read, now.size), then.size);
  if (root && equalBytes(root, then.root)) return [];
  const message = `the first ${then.size} entries are not those that ${then.who}: it was rewritten`;
  return [{ code: 'rewritten', message }];
}

/** What an archive has, the log must have; which may have more. */
async function compareWithCopy(copy: ReadFile, entries: readonly Uint8Array[]): Promise<Finding[]> {
  const bytes = await copy('checkpoint');
  const size = bytes && parseCheckpoint(new TextDecoder().decode(bytes))?.size;
  if (size === undefined) return [{ code: 'no-checkpoint', message: 'the copy has no checkpoint' }];
  const kept = await readLog(copy, size);
  if (!kept.isRead) return kept.findings.map(ofCopy);
  const named = differencesOf(kept.entries.map(leafText), entries.map(leafText), { mayGrow: true });
  return [...kept.findings.map(ofCopy), ...named];
}

const ofCopy = (finding: Finding): Finding => ({ ...finding, message: `of the copy: ${finding.message}` });
