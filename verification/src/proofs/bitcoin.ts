import { add, all, any, concat, eq, ite, mul, not, sub, ugt, ule, ult, zext } from '../terms/bits.ts';
import { constant, type Term, TRUE, variable } from '../terms/term.ts';
import { u32, u64 } from './ended.ts';
import type { Proof } from './proof.ts';

const n = (value: number | bigint, width = 32): Term => constant(width, value);
const byte = (at: number): Term => variable(`raw[${at}]`, 8);

const scriptByte = (of: string, at: number): Term => variable(`${of}.script[${at}]`, 8);

const LENGTH = 5;

/** The first bytes from a position, or nothing beyond the end. */
const byteFrom = (position: Term, offset: number): Term =>
  Array.from({ length: LENGTH }, (_, i) => i).reduceRight<Term>(
    (rest, i) => ite(eq(add(position, n(offset)), n(i)), byte(i), rest),
    n(0, 8),
  );

/** `requireExactPayments` for batches of one size. */
function feeShares(count: number): Proof {
  const stored = (i: number): string => (i === 0 ? 'Withdrawal' : `Withdrawal#${i + 1}`);
  const places = Array.from({ length: count }, (_, i) => i);
  return {
    id: `fee-shares-${count}`,
    statement: `Of ${count} withdrawals in one payment, each is paid, by the output at its place and to its own script, its amount less its share of the fee: the shares sum to exactly the fee, differ by a satoshi at most, and none exceeds what its user accepted. The reserve pays nothing of it.`,
    bounds: `${count} withdrawals of any amounts and limits, any fee, ${count} outputs of any amounts; scripts of two bytes.`,
    contract: 'reserve-manager',
    function: 'payments/requireExactPayments',
    parameters: [
      ['transaction', 32],
      ['ids', 32],
      ['fee', 64],
    ],
    handles: { ids: 'Vec<BytesN<32>>' },
    memory: [['transaction', 16, 'outputs', { handle: 'Vec<BitcoinOutput>' }]],
    types: { BitcoinOutput: ['amount: u64', 'script: Bytes'] },
    lengths: {
      ids: count,
      outputs: count,
      'outputs[].script': 2,
      ...Object.fromEntries(places.map((i) => [`${stored(i)}.script`, 2])),
    },
    reaches: ['return', 'refusal'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const share = (i: number): Term => sub(u64(`${stored(i)}.amount`), u64(`outputs[${i}].amount`));
      const isShare = (i: number): Term =>
        all(ule(u64(`outputs[${i}].amount`), u64(`${stored(i)}.amount`)), ule(share(i), u64(`${stored(i)}.max_fee`)));
      const sum = places.map((i) => zext(share(i), 66)).reduce(add);
      const isClose = places.flatMap((a) =>
        places.map((b) => ule(zext(share(a), 65), add(zext(share(b), 65), n(1, 65)))),
      );
      const isItsScript = (i: number): Term =>
        all(...[0, 1].map((at) => eq(scriptByte(`outputs[${i}]`, at), scriptByte(stored(i), at))));
      return all(...places.map(isShare), ...places.map(isItsScript), eq(sum, zext(u64('fee'), 66)), ...isClose);
    },
    mutates: ['payments/requireExactPayments'],
  };
}

/** What this code reads of Bitcoin's formats, and demands of payments. */
export const bitcoinProofs: readonly Proof[] = [
  feeShares(1),
  feeShares(2),
  {
    id: 'compact-size',
    statement:
      'A CompactSize is read exactly where it is the shortest encoding of a number of at most `most` and ends within the bytes: what is read is that number, and the reader stands behind it. Of numbers above 65535 none is read.',
    bounds: `Any ${LENGTH} bytes, any position in them, any most.`,
    contract: 'reserve-manager',
    function: 'bitcoin/reader/Reader#compactSize',
    parameters: [
      ['reader', 32],
      ['most', 32],
    ],
    memory: [
      ['reader', 0, 'position', 32],
      ['reader', 4, 'raw', { handle: 'Bytes' }],
    ],
    lengths: { raw: LENGTH },
    assume: () => [ule(u32('position'), n(LENGTH))],
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const first = zext(byteFrom(u32('position'), 0), 32);
      const second = zext(concat(byteFrom(u32('position'), 2), byteFrom(u32('position'), 1)), 32);
      const isShort = ult(first, n(0xfd));
      const isLong = all(eq(first, n(0xfd)), not(ult(second, n(0xfd))));
      const fits = (length: number): Term => ule(add(u32('position'), n(length)), n(LENGTH));
      const isCanonical = any(all(isShort, fits(1)), all(isLong, fits(3)));
      const value = ite(isShort, first, second);
      const isRead = all(isCanonical, ule(value, u32('most')));
      if (!end.returned) return not(isRead);
      const behind = add(u32('position'), ite(isShort, n(1), n(3)));
      return all(isRead, eq(end.raw, value), eq(end.memoryAt('reader', 0, 32), behind));
    },
  },
  {
    id: 'share-of-loss',
    statement:
      'A withdrawal is paid burned × rate ÷ 10000, rounded down: what is left over is less than a satoshi. What is returned and was never burned is paid in full.',
    bounds: 'Any withdrawal and rate. Division of 128 bits is taken for what it is to compute.',
    contract: 'reserve-manager',
    function: 'redemption/shareOf',
    parameters: [
      ['withdrawal', 32],
      ['rate', 32],
    ],
    memory: [
      ['withdrawal', 0, 'amount', 64],
      ['withdrawal', 16, 'burned', 64],
    ],
    reaches: ['return'],
    claim: (end) => {
      if (!end.returned) return TRUE;
      const scaled = mul(zext(u64('burned'), 256), zext(u32('rate'), 256));
      const taken = mul(zext(end.raw, 256), n(10_000, 256));
      const floor = all(not(ult(scaled, taken)), ult(sub(scaled, taken), n(10_000, 256)));
      return ite(eq(u64('burned'), n(0, 64)), eq(end.raw, u64('amount')), floor);
    },
  },
  {
    id: 'anchor',
    statement:
      'A replacement is taken exactly where its batch is open, it spends the very outputs that the batch holds, in their order, its fee is higher than the latest one’s, and fewer than 32 came before: of all versions one confirms at most.',
    bounds: 'Any batch of two outputs; transactions of two inputs; any fees.',
    contract: 'reserve-manager',
    function: 'batches/requireReplacement',
    parameters: [
      ['batch', 32],
      ['transaction', 32],
      ['fee', 64],
    ],
    memory: [
      ['batch', 8, 'end', 32],
      ['batch', 12, 'held', { handle: 'Vec<Outpoint>' }],
      ['batch', 24, 'latest_fee', 64],
      ['batch', 40, 'payments', 32],
      ['transaction', 0, 'inputs', { handle: 'Vec<Outpoint>' }],
    ],
    lengths: { inputs: 2, held: 2 },
    reaches: ['return', 'refusal'],
    claim: (end) => {
      const isSame = (i: number): Term => {
        const bytes = Array.from({ length: 32 }, (_, at) =>
          eq(variable(`inputs[${i}].tx_hash[${at}]`, 8), variable(`held[${i}].tx_hash[${at}]`, 8)),
        );
        return all(eq(u32(`inputs[${i}].vout`), u32(`held[${i}].vout`)), ...bytes);
      };
      return end.exactlyIf(
        all(
          eq(u32('end'), n(0)),
          isSame(0),
          isSame(1),
          ugt(u64('fee'), u64('latest_fee')),
          ult(u32('payments'), n(32)),
        ),
      );
    },
  },
];
