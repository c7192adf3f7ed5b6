import { type Explored, explore } from './explore.ts';
import { type SystemOptions, systemModel } from './system.ts';

/** What `npm run prove` explores: each step of the signers by itself, and any depth of the one reorganization. */
export const explorations: readonly (SystemOptions & { readonly title: string })[] = [
  {
    title: 'Bitcoin takes back less than the contracts wait for; signers are asked one after the other',
    reorganization: 'shallow',
    signing: 'each',
  },
  { title: 'Bitcoin takes back anything, once; signers are asked at once', reorganization: 'deep', signing: 'at once' },
];

export const exploreSystem = (options: SystemOptions): Explored => explore(systemModel(options));

/** The section of the page about what was explored. */
export function modelSection(explored: readonly (readonly [title: string, result: Explored])[]): string {
  const rows = explored.map(([title, { states, steps, depth, ends, fault }]) => {
    const verdict = fault ? `**broken**: ${fault.what}, by ${fault.trace.join(' · ')}` : 'holds';
    return `| ${title} | ${states} | ${steps} | ${depth} | ${ends} | ${verdict} |`;
  });
  return [
    '## The model',
    'A model of a deposit, two withdrawals, replacement, cancel, rollback, pause and correction, with three signers of whom one signs anything, and one reorganization. Every state that can be reached is visited. It is a model: it is written by hand from the contracts’ rules, and not taken from their code.',
    [
      'Its steps, in any order:',
      '',
      '- *deposit*: Bitcoin confirms and buries it; custodians mint.',
      '- *withdrawals*: two begin, each by its holder; custodians authorize one payment of all that pend.',
      '- *replacement* and *cancel*: custodians authorize a second version of a payment, and a sweep of what it spends; any one of them confirms.',
      '- *rollback*: a withdrawal that is late is given back to its holder, without custodians; a batch whose input never was is undone.',
      '- *pause*: anybody who may stops everything at any moment, and it goes on.',
      '- *reorganization* and *correction*: Bitcoin takes one transaction of a batch back, with what was built on it; custodians book the version that confirmed instead.',
      '- *signers*: two of three, of whom the third signs anything; what is asked for can be given up between two signatures.',
    ].join('\n'),
    'What is checked in every state:',
    [
      '- A withdrawal is paid once or refunded once, never both and never twice; what counts as paid is paid; no more is promised than there is on Bitcoin. This holds as long as Bitcoin takes back fewer blocks than the contracts wait for.',
      '- The books never promise more than they hold, and two versions of a batch are never confirmed, whatever Bitcoin takes back.',
      '- From every state there is a way to an end, in which each withdrawal is paid or refunded.',
    ].join('\n'),
    ['| explored | states | steps | depth | ends | |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n'),
    '`verification/test/model.test.ts` takes one rule of each kind after the other away, and the shortest way to what goes wrong then is found.',
  ].join('\n\n');
}
