import { CodedError, type JournalFailure } from '@istsi/bitcoin-custody';

export type ArchiveErrors = {
  'archive/not-usable': { file: string; problem: string };
  'archive/of-another': { file: string; found: string; router: string };
  'archive/at-work': { directory: string };
  'archive/unknown-operation': { directory: string; operations: readonly string[] };
  'archive/not-the-rows': { directory: string; findings: readonly string[] };
};

const messages: { [C in keyof ArchiveErrors]: (context: ArchiveErrors[C]) => string } = {
  'archive/not-usable': (c) => `nothing was archived: ${c.file} ${c.problem}; \`istsi archive verify\` says more`,
  'archive/of-another': (c) => `${c.file} is of the system with the router ${c.found}, not of ${c.router}`,
  'archive/at-work': (c) => `another process archives at this moment; nothing was archived into ${c.directory}`,
  'archive/unknown-operation': (c) =>
    `nothing was restored: ${c.directory} has no operation ${c.operations.slice(0, 3).join(', ')}`,
  'archive/not-the-rows': (c) =>
    `nothing was archived: ${c.directory} and the database differ: ${c.findings.slice(0, 3).join('; ')}`,
};

export class ArchiveError<C extends keyof ArchiveErrors = keyof ArchiveErrors> extends CodedError<ArchiveErrors, C> {
  constructor(code: C, context: ArchiveErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}

/** Of whoever writes an archive, or deletes or brings back what it has: one at a time on a database. */
export const ARCHIVE_LOCK = 'istsi/archive';

/** Another instance does it. */
export const isArchiveAtWork = (error: unknown): boolean =>
  error instanceof ArchiveError && error.code === 'archive/at-work';

/** What differs is told, and nothing is built on it. */
export function requireSound(directory: string, findings: readonly { message: string }[]): void {
  if (findings.length === 0) return;
  throw new ArchiveError('archive/not-the-rows', { directory, findings: findings.map(({ message }) => message) });
}

export const archiveFailure: JournalFailure = (file, problem, options) => {
  const what = {
    damaged: 'is damaged',
    'rolled-back': 'ends before what was once in it',
    missing: 'is not there',
    exists: 'is there already',
    'in-use': 'is being written by another process',
    'not-written': 'cannot be written: make room on its disk',
  }[problem.is];
  return new ArchiveError('archive/not-usable', { file, problem: what }, options);
};
