import { bitsOf } from '../host/compare.ts';
import { add, all, concat, eq, ule, zext } from '../terms/bits.ts';
import { constant, type Term, TRUE, truth, variable } from '../terms/term.ts';
import type { Proof } from './proof.ts';

const MAX_MONEY = constant(128, 2_100_000_000_000_000n);

/** A transaction of one input and two outputs, each of which has a script of one byte. */
const INPUTS = 4;
const SIGNATURE = INPUTS + 1 + 36;
const OUTPUTS = SIGNATURE + 1 + 4;
const OUTPUT = 10;
const FIRST = OUTPUTS + 1;
const LENGTH = FIRST + 2 * OUTPUT + 4;

const amount = (i: number): Term =>
  Array.from({ length: 8 }, (_, at) => variable(`raw[${FIRST + OUTPUT * i + at}]`, 8)).reduce((low, high) =>
    concat(high, low),
  );

/** What is read of transactions as a whole. */
export const transactionProofs: readonly Proof[] = [
  {
    id: 'outputs-add-up',
    statement:
      'A transaction is read exactly where each of its outputs, and all of them together, are at most 21 million BTC: the total is the sum of the outputs as the bytes have them, none is left out or counted twice, and nothing wraps.',
    bounds: `Any bytes of a transaction with one input, two outputs and scripts of one byte (${LENGTH} bytes): any amounts, scripts, outpoint, sequence, version and lock time.`,
    contract: 'reserve-manager',
    function: 'bitcoin/transaction/parseTransaction',
    parameters: [['raw', 32]],
    handles: { raw: 'Bytes' },
    lengths: { raw: LENGTH },
    fixed: {
      [`raw[${INPUTS}]`]: 1n,
      [`raw[${SIGNATURE}]`]: 0n,
      [`raw[${OUTPUTS}]`]: 2n,
      [`raw[${FIRST + 8}]`]: 1n,
      [`raw[${FIRST + OUTPUT + 8}]`]: 1n,
    },
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const amounts = [amount(0), amount(1)];
      const sum = amounts.map((each) => zext(each, 128)).reduce(add);
      const isMoney = all(...amounts.map((each) => ule(zext(each, 128), MAX_MONEY)), ule(sum, MAX_MONEY));
      if (!end.returned) return end.exactlyIf(isMoney);
      const outputs = end.objects.getAs(end.ofHandle('vec', end.resultAt(16, 32)), 'vec');
      if (!outputs) throw new Error('what was read has no list of outputs');
      return all(
        isMoney,
        eq(zext(end.resultAt(24, 64), 128), sum),
        truth(outputs.items.length === amounts.length),
        ...outputs.items.map((output, i) => eq(bitsOf(end.objects, end.part(output, 'amount')), amounts[i] ?? TRUE)),
      );
    },
  },
];
