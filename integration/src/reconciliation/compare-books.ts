import type { BooksAtLedger } from './books-at-ledger.ts';
import type { Disagreement } from './findings.ts';

/** Bounded: whoever lies about everything is shown often enough. */
const MOST_TOLD = 20;

/** What two RPCs say otherwise of the entries of one ledger. Pure. */
export function compareBooks(first: BooksAtLedger, second: BooksAtLedger): Disagreement[] {
  const figures: [what: string, figure: (books: BooksAtLedger) => unknown][] = [
    ['the hash of the ledger', ({ ledger }) => ledger.hash],
    ['the total of the reserve', ({ totalSats }) => totalSats],
    ['what the reserve owes', ({ owedSats }) => owedSats],
    ['the number of outputs', ({ outputCount }) => outputCount],
    ['the commitment to the outputs', ({ commitment }) => commitment],
    ['the supply of the token', ({ supplySats }) => supplySats],
    ['the sum of all balances', ({ balancesSats }) => balancesSats],
    ['the number of registered addresses', ({ registered }) => registered],
  ];
  const found = figures.map(([what, figure]) => differ(what, figure(first), figure(second)));
  const one = recordsOf(first);
  const other = recordsOf(second);
  for (const what of new Set([...one.keys(), ...other.keys()])) {
    found.push(differ(what, one.get(what) ?? 'nothing', other.get(what) ?? 'nothing'));
  }
  return found.flat().slice(0, MOST_TOLD);
}

function recordsOf({ outputs, withdrawals, returns, fees }: BooksAtLedger): Map<string, string> {
  return new Map([
    ...[...outputs].map(([outpoint, { amountSats, state }]): [string, string] => [
      `output ${outpoint}`,
      `${amountSats} sats in state ${state}`,
    ]),
    ...withdrawals.map(({ id, amountSats, burnedSats, state }): [string, string] => [
      `withdrawal ${id}`,
      `${amountSats} sats for ${burnedSats} burned in state ${state}`,
    ]),
    ...returns.map(({ id, amountSats, isLost }): [string, string] => [
      `return ${id}`,
      `${amountSats} sats${isLost ? ', lost' : ''}`,
    ]),
    ...fees.map(({ batch, sats }): [string, string] => [`the fee of batch ${batch}`, `${sats ?? 'unreadable'}`]),
  ]);
}

function differ(what: string, one: unknown, other: unknown): Disagreement[] {
  const [first, second] = [String(one), String(other)];
  return first === second ? [] : [{ chain: 'stellar', what, first, second }];
}
