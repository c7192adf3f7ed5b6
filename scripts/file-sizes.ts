import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const HARD_STOP = 500;
const P90_LIMIT = 300;

/** Generated code, tables and tests may be longer than a file that a person has to hold in mind. */
const exempt = /\.test\.ts$|\/test\/|\.d\.ts$|\/generated\/|\/clients\/|-table\.ts$|\/vectors\//;

/** The TypeScript files and style sheets that break the size rule: none above 500 lines, nine in ten at most 300. Answers one line per problem. */
export function checkFileSizes(): string[] {
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.css'],
    {
      encoding: 'utf8',
    },
  )
    .split('\n')
    .filter((file) => file !== '' && !exempt.test(file) && existsSync(file));
  const sized = files
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  const p90 = sized[Math.floor(sized.length * 0.9)]?.lines ?? 0;

  const problems = sized
    .filter(({ lines }) => lines > HARD_STOP)
    .map(({ file, lines }) => `${file}: ${lines} lines, the limit is ${HARD_STOP}: split it`);
  if (p90 > P90_LIMIT)
    problems.push(`nine in ten files should have at most ${P90_LIMIT} lines; the 90th percentile is ${p90}`);
  return problems;
}
