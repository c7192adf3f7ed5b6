import { createJournal, openJournal } from '@istsi/bitcoin-custody';
import type { Claim, Owner } from '../claims.ts';
import { GuardianError, memoryFailure } from '../errors.ts';
import { type Coin, emptyState, fold, type MemoryRecord, type MemoryState, readRecord } from './records.ts';

/**
 * What a guardian must not forget: how far it read, what it could not judge yet, what it accused and whether the system was
 * stopped for it. On disk before anything follows from it.
 */
export interface Memory {
  state(): Readonly<MemoryState>;
  remember(record: MemoryRecord): void;
  head(): { count: number; sum: string };
  close(): void;
}

const FORMAT = 'istsi-guardian-memory';
const VERSION = 1;

/** Begins the memory of a new guardian. Never done by itself: one that forgets would accuse again what was decided. */
export function createMemory({ file, address }: { file: string; address: string }): void {
  createJournal(file, { format: FORMAT, version: VERSION, guardian: address, at: new Date() }, memoryFailure);
}

export async function openMemory({ file, address }: { file: string; address: string }): Promise<Memory> {
  const journal = await openJournal(file, memoryFailure);
  const state = emptyState();
  try {
    const [header, ...contents] = journal.contents as [Record<string, unknown>, ...unknown[]];
    if (header.format !== FORMAT || header.version !== VERSION || header.guardian !== address)
      throw new GuardianError('guardian/memory-of-another', { file, found: String(header.guardian), address });
    for (const content of contents) fold(state, readRecord(content));
  } catch (error) {
    journal.close();
    throw error;
  }
  return {
    state: () => state,
    remember(record) {
      journal.append(record);
      fold(state, record);
    },
    head: journal.head,
    close: journal.close,
  };
}

export type { Claim, Coin, MemoryRecord, MemoryState, Owner };
