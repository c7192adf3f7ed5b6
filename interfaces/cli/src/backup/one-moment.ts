import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors.ts';

/** A file as one moment had it. */
export interface KeptFile {
  /** Below the data directory, with `/`. */
  path: string;
  content(): AsyncGenerator<Buffer>;
}

export interface Moment {
  files: KeptFile[];
  close(): void;
}

/** Files of this size at most are read at once; larger ones here only ever grow, or are written aside and renamed. */
const SMALL_BYTES = 1 << 20;
const READ_BYTES = 1 << 20;
const PATIENCE_MS = 60_000;
const PAUSE_MS = 15;
/** Two changes this close to each other may leave a file with the same time. */
const CLOCK_STEP_MS = 20;

/** What says which process is at work here, what is made anew at each start, what is backed up by another way, and the key of governance. */
const LEFT_OUT = [
  /^(logs|database|configuration)(\/|$)/,
  /^(up\.lock|processes\.json|governance\.json|services\.json)/,
  /^[^/]+\/config\.json$/,
  /(^|[/.])lock$/,
  /\.(new|stale)$/,
];

/**
 * All files of a data directory as they stood at one moment, though others write them: they are looked at twice, and only when
 * none has changed in between was there a moment at which all of them stood so.
 */
export async function oneMoment(root: string): Promise<Moment> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(PAUSE_MS)) {
    const moment = takeOnce(root);
    if (moment) return moment;
  }
  throw new CliError('cli/never-still', { path: root, seconds: PATIENCE_MS / 1_000 });
}

function takeOnce(root: string): Moment | undefined {
  const opened: number[] = [];
  const close = () => {
    for (const file of opened.splice(0)) closeSync(file);
  };
  try {
    const seen = listFiles(root);
    if (seen.some(({ changedMs }) => changedMs > Date.now() - CLOCK_STEP_MS)) return undefined;
    const files = seen.map(({ path, size }) => keep(root, path, size, opened));
    if (sameFiles(seen, listFiles(root))) return { files, close };
  } catch (error) {
    // What was there a moment ago is renamed or removed by now.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  close();
  return undefined;
}

function keep(root: string, path: string, size: number, opened: number[]): KeptFile {
  const file = openSync(join(root, path), 'r');
  opened.push(file);
  if (size > SMALL_BYTES) return { path, content: () => readPrefix(file, size) };
  const content = readFileSync(file);
  return {
    path,
    content: async function* whole() {
      yield content;
    },
  };
}

async function* readPrefix(file: number, size: number): AsyncGenerator<Buffer> {
  if (fstatSync(file).size < size) throw new Error('a file that only grows became shorter');
  for (let at = 0; at < size; ) {
    const piece = Buffer.alloc(Math.min(READ_BYTES, size - at));
    const count = readSync(file, piece, 0, piece.length, at);
    if (count === 0) throw new Error('a file ended while it was read');
    at += count;
    yield piece.subarray(0, count);
  }
}

interface Seen {
  path: string;
  size: number;
  inode: number;
  changedMs: number;
}

function listFiles(root: string, below = ''): Seen[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (LEFT_OUT.some((pattern) => pattern.test(path))) return [];
      if (entry.isDirectory()) return listFiles(root, path);
      const { size, ino, mtimeMs } = lstatSync(join(root, path));
      if (entry.isFile()) return [{ path, size, inode: ino, changedMs: mtimeMs }];
      throw new CliError('cli/bad-state-file', {
        ...{ path: join(root, path), problems: 'it is no file, and no directory' },
        cure: 'Nothing was backed up. Put the file itself in its place',
      });
    });
}

const sameFiles = (one: readonly Seen[], other: readonly Seen[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
