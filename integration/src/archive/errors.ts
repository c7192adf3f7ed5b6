import { CodedError, type JournalFailure } from '@istsi/bitcoin-custody';

export type ArchiveErrors = {
  'archive/not-usable': { file: string; problem: string };
  'archive/of-another': { file: string; found: string; router: string };
  'archive/not-the-rows': { directory: string; findings: readonly string[] };
};

const messages: { [C in keyof ArchiveErrors]: (context: ArchiveErrors[C]) => string } = {
  'archive/not-usable': (c) => `nothing was archived: ${c.file} ${c.problem}; \`istsi archive verify\` says more`,
  'archive/of-another': (c) => `${c.file} is of the system with the router ${c.found}, not of ${c.router}`,
  'archive/not-the-rows': (c) =>
    `nothing was archived: ${c.directory} and the database differ: ${c.findings.slice(0, 3).join('; ')}`,
};

export class ArchiveError<C extends keyof ArchiveErrors = keyof ArchiveErrors> extends CodedError<ArchiveErrors, C> {
  constructor(code: C, context: ArchiveErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
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
