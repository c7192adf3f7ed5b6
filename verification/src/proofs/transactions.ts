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

/** The same with one output, whose script makes it as long as two hashes. */
const NODE = 64;
const NODE_SCRIPT = NODE - (FIRST + 8 + 1 + 4);
const [MALFORMED, WITNESS] = [430, 431];

type Refused = Pick<Proof, 'id' | 'statement' | 'bounds'> & {
  code: number;
  length: number;
  /** Bytes that are one number, by their place. */
  fixed: Record<number, number>;
};

const refused = ({ code, length, fixed, ...proof }: Refused): Proof => ({
  ...proof,
  contract: 'reserve-manager',
  function: 'bitcoin/transaction/parseTransaction',
  parameters: [['raw', 32]],
  handles: { raw: 'Bytes' },
  lengths: { raw: length },
  fixed: Object.fromEntries(Object.entries(fixed).map(([at, value]) => [`raw[${at}]`, BigInt(value)])),
  reaches: ['refusal'],
  claim: (end) => end.refusedWith(code),
});

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
  refused({
    id: 'not-a-node',
    statement:
      'A transaction that is as long as two hashes, as which an inner node of a block’s tree could be taken for one (CVE-2017-12842), is refused as malformed, whatever it says.',
    bounds: `Any bytes of a transaction with one input and one output that is ${NODE} bytes long.`,
    code: MALFORMED,
    length: NODE,
    fixed: { [INPUTS]: 1, [SIGNATURE]: 0, [OUTPUTS]: 1, [FIRST + 8]: NODE_SCRIPT },
  }),
  refused({
    id: 'no-inputs',
    statement:
      'A transaction without inputs, which is how one with witnesses begins (BIP-144), is refused as that and not read.',
    bounds: 'Any bytes of a transaction with no input, one output and a script of one byte.',
    code: WITNESS,
    length: INPUTS + 1 + 1 + OUTPUT + 4,
    fixed: { [INPUTS]: 0, [INPUTS + 1]: 1, [INPUTS + 2 + 8]: 1 },
  }),
  refused({
    id: 'no-outputs',
    statement: 'A transaction without outputs is refused as malformed.',
    bounds: 'Any bytes of a transaction with one input and no output.',
    code: MALFORMED,
    length: OUTPUTS + 1 + 4,
    fixed: { [INPUTS]: 1, [SIGNATURE]: 0, [OUTPUTS]: 0 },
  }),
];
