import { formatBtc } from '@istsi/ui';

const btc = (sats: bigint) => `${formatBtc(sats)} BTC`;
const count = (n: number) => n.toLocaleString('en');
const outputs = (n: number) => (n === 1 ? '1 output' : `${count(n)} outputs`);
const CONFIRMED = 'Recomputed in this browser from the files, which a Stellar RPC and a Bitcoin server confirm.';

/** What the page of the proof says of whom it asked, and of what it knows from where. */
export const nodes = {
  verdicts: {
    now: 'It is all there.',
    atBlock: (height: number) => `It was all there at block ${count(height)}.`,
    files: 'The published files hold together.',
    bad: 'The proof does not hold.',
  },
  verdictsMore: {
    files: 'Neither Bitcoin nor Stellar has answered: whether the coins are there is not known here.',
    'files-stellar': 'Stellar says the same. Bitcoin has not answered: whether the coins are there is not known here.',
    'files-bitcoin':
      'The coins were on Bitcoin, unspent at the proof’s block. Stellar has not answered: what is issued is the files’ word.',
    now: CONFIRMED,
    'at-block': CONFIRMED,
  },
  contradicted: 'The files hold together, but a server that was asked says otherwise: below is what.',
  asOf: (tip: number, ledger: number) =>
    `Still so at block ${count(tip)}: none of it is spent, and it covers what is issued and owed in ledger ${count(ledger)}.`,
  spent: (n: number) =>
    `Of now it does not speak: ${outputs(n)} of it ${n === 1 ? 'was' : 'were'} spent since. Where they went, the next proof has to show.`,
  uncovered:
    'Of now it does not speak: more is issued and owed by now than its outputs hold. What came in since, the next proof has to show.',
  from: {
    title: 'What is known, and from where',
    here: 'recomputed here',
    filesOnly: 'the files’ word: nobody was asked',
    asking: 'being asked…',
    silent: (host: string) => `the files’ word: ${host} gave no answer`,
    contradicted: (host: string) => `${host} says otherwise`,
    newer: (host: string) => `${host} knows a newer proof: check again`,
    signed: 'The custodians signed for every output, for this proof alone',
    history: 'The books’ whole history ends in these outputs',
    covers: 'Outputs, less what is owed, cover what was issued then',
    recorded: 'The reserve contract recorded this very proof',
    recordedBy: (host: string, threshold: number, custodians: number) =>
      `${host}: attested by ${threshold} of ${custodians} custodians`,
    now: 'What is issued now is covered by what is held now',
    nowBy: (host: string, issued: bigint, free: bigint, ledger: number) =>
      `${host}: ${btc(issued)} issued, ${btc(free)} held and not owed, in ledger ${count(ledger)}`,
    unspent: (height: number) => `Each output was on Bitcoin and unspent at block ${count(height)}`,
    unspentBy: (host: string, n: number, sats: bigint, since: number) =>
      `${host}: ${outputs(n)}, ${btc(sats)}${since > 0 ? `; ${outputs(since)} spent since` : ''}`,
  },
  stellar: {
    title: 'Ask Stellar',
    lead: 'Your browser asks a Stellar RPC what the reserve contract recorded, and what is issued and held now.',
    field: 'Stellar RPC',
    go: 'Ask this RPC',
    good: 'It says the same as the files',
    newer: 'It knows a newer proof than this one: check again',
  },
  bitcoin: {
    title: 'Ask Bitcoin',
    lead: 'Your browser asks a server with Esplora’s API (https://…/api) for each output: where it was made, how much it holds, and whether it was unspent.',
    field: 'Bitcoin server',
    go: 'Ask this server',
    good: 'It shows every output, unspent',
  },
  bad: 'It contradicts the files',
  silent: 'No answer: nothing is known from it, neither for the proof nor against it',
  progress: (asked: number, all: number) => `Asked about ${count(asked)} of ${outputs(all)}…`,
  noUrl: 'This is no address of a server: https://, its name, and its path where it has one.',
  notAllowed: (allowed: readonly string[]) =>
    `This page may ask only ${allowed.join(', ')}: its operator says so to your browser. “istsi reserves verify” asks whom you like.`,
  noneAllowed:
    'The operator of this service names no server that this page may ask. “istsi reserves verify” asks your own, with a program of yours.',
} as const;
