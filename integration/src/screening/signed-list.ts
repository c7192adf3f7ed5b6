import { readFile, stat } from 'node:fs/promises';
import { isSignedWith, type NoteKey, parseNote } from '@istsi/audit-log';
import { plainAddress, type ScreenedChain, type Screener } from './screener.ts';

export interface SignedListSettings {
  name: string;
  file: string;
  /** Of who makes the list: what anybody else signed is no list. */
  key: NoteKey;
  /** An older one clears nobody. */
  mostAgeMs: number;
}

interface List {
  issuedAt: number;
  entries: ReadonlyMap<string, string>;
}

const HEAD = 'istsi screening list';
const LINE = /^(bitcoin|stellar) (\S+)(?: (.+))?$/;
/** A list from the future is a mistake of a clock, or of somebody who wants it to be young for ever. */
const MOST_SKEW_MS = 3_600_000;

/**
 * A list in a file: a C2SP signed note, whose first line is `istsi screening list`, the second when it was made
 * (RFC 3339), and every other a chain, an address on it, and if wanted a reference. It is read again when it changes.
 */
export function openSignedList(settings: SignedListSettings, now: () => Date): Screener {
  const { name, file, key, mostAgeMs } = settings;
  let read: { seen: string; list: List } | undefined;

  async function current(): Promise<List> {
    const { mtimeMs, size, ino } = await stat(file);
    const seen = `${mtimeMs} ${size} ${ino}`;
    if (read?.seen !== seen) read = { seen, list: parseList(await readFile(file, 'utf8'), key) };
    return read.list;
  }

  return {
    name,
    async screen(address, chain) {
      const { issuedAt, entries } = await current();
      const age = now().getTime() - issuedAt;
      if (age > mostAgeMs) throw new Error(`the list ${name} is ${Math.floor(age / 86_400_000)} days old`);
      if (age < -MOST_SKEW_MS) throw new Error(`the list ${name} is from the future`);
      const reference = entries.get(keyOf(chain, address));
      return reference === undefined ? { listed: false } : { listed: true, reference };
    },
  };
}

/** Throws, saying what is wrong, for what is no list of this key. */
export function parseList(text: string, key: NoteKey): List {
  const note = parseNote(text);
  if (!note) throw new Error('the screening list is no signed note');
  if (!isSignedWith(note, key)) throw new Error(`the screening list is not signed by ${key.name}`);
  const [head, issued = '', ...lines] = note.text.slice(0, -1).split('\n');
  const issuedAt = Date.parse(issued);
  if (head !== HEAD || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(issued) || Number.isNaN(issuedAt))
    throw new Error(`a screening list begins with "${HEAD}" and the time of its making`);
  const entries = new Map<string, string>();
  for (const [at, line] of lines.entries()) {
    const found = LINE.exec(line);
    if (!found) throw new Error(`line ${at + 3} of the screening list is no chain and address`);
    const [, chain, address = '', reference = ''] = found;
    entries.set(keyOf(chain as ScreenedChain, address), reference);
  }
  return { issuedAt, entries };
}

const keyOf = (chain: ScreenedChain, address: string): string => `${chain} ${plainAddress(address)}`;
