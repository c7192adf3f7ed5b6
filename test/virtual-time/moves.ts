import { createRandom, type Random } from '../system/random.ts';
import { type Passage, passages } from './edge.ts';

/** The parts of the off-chain system, each of which does one step at a time. */
export const parts = [
  'watch',
  'events',
  'bus',
  'books',
  'operation',
  'plan',
  'upkeep',
  'heartbeats',
  'monitor',
  'guardian',
] as const;
export type Part = (typeof parts)[number];

/** Between the coordinator and what it reaches, and between each custodian or the guardian and its own nodes. */
export const edgeNames = [
  'stellar',
  'bitcoin',
  'signer-0',
  'signer-1',
  'signer-2',
  'guardian-stellar',
  'guardian-bitcoin',
  'signers-stellar',
  'signers-bitcoin',
] as const;
export type EdgeName = (typeof edgeNames)[number];

/**
 * What happens next. `nth`, `user` and the like count round what there is at that moment, so that a move keeps its meaning, or
 * has none, whatever is left out before it.
 */
export type Move = { ms: number } & (
  | { do: 'step'; part: Part; nth: number; dies?: number }
  | { do: 'edge'; edge: EdgeName; passage: Passage }
  | { do: 'restart'; part: 'services' | 'guardian' | 'signer'; nth: number }
  | { do: 'pay'; user: number; sats: number }
  | { do: 'mine'; blocks: number }
  | { do: 'reorganize'; depth: number }
  | { do: 'replace'; nth: number }
  | { do: 'withdraw'; user: number; sats: number }
  | { do: 'fees'; satsPerVbyte: number }
  /** A quorum of custodians and the operator, who do not look how deep a payment is. */
  | { do: 'mint-unconfirmed'; nth: number }
);

export interface Drawn {
  moves: number;
  /** Whether custodians are drawn too who look at nothing: a rule that is broken on purpose. */
  blindQuorum?: boolean;
}

/** The deepest that the chain undoes: less than what any payment must be buried by. */
const DEEPEST = 1;
const EXCHANGES = 60;

/** The same for the same seed, whatever happens when they are played. */
export function drawMoves(seed: number, { moves, blindQuorum = false }: Drawn): Move[] {
  const random = createRandom(seed);
  const kinds: [weight: number, draw: () => Move][] = [
    [46, () => drawStep(random)],
    [9, () => ({ do: 'pay', user: random.between(0, 2), sats: random.between(20, 900) * 1_000, ms: pause(random) })],
    [14, () => ({ do: 'mine', blocks: random.between(1, 2), ms: pause(random) })],
    [
      6,
      () => ({ do: 'withdraw', user: random.between(0, 2), sats: random.between(15, 400) * 1_000, ms: pause(random) }),
    ],
    [5, () => ({ do: 'edge', edge: random.pick(edgeNames), passage: drawPassage(random), ms: pause(random) })],
    [3, () => ({ do: 'reorganize', depth: DEEPEST, ms: pause(random) })],
    [2, () => ({ do: 'replace', nth: random.between(0, 9), ms: pause(random) })],
    [2, () => ({ do: 'fees', satsPerVbyte: random.pick([1, 5, 10, 60, 200]), ms: pause(random) })],
    [
      2,
      () => ({
        ...{ do: 'restart', part: random.pick(['services', 'guardian', 'signer'] as const) },
        ...{ nth: random.between(0, 2), ms: pause(random) },
      }),
    ],
    ...(blindQuorum
      ? [[4, () => ({ do: 'mint-unconfirmed', nth: random.between(0, 9), ms: 0 })] as [number, () => Move]]
      : []),
  ];
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0);
  const drawn = Array.from({ length: moves }, () => {
    let at = random.between(1, total);
    for (const [weight, draw] of kinds) {
      at -= weight;
      if (at <= 0) return draw();
    }
    throw new Error('the weights add up');
  });
  return [...begun(random), ...drawn];
}

/** Holders with tokens, so that there is something to go wrong with. */
function begun(random: Random): Move[] {
  const soon = { ms: 1_000 };
  return [
    ...[0, 1, 2].map((user): Move => ({ do: 'pay', user, sats: random.between(500, 2_000) * 1_000, ...soon })),
    { do: 'mine', blocks: 3, ...soon },
    { do: 'step', part: 'watch', nth: 0, ...soon },
    ...[0, 1, 2].map((): Move => ({ do: 'step', part: 'operation', nth: 0, ...soon })),
  ];
}

const often: readonly Part[] = ['operation', 'operation', 'operation', 'operation', 'watch', 'watch', 'plan'];

function drawStep(random: Random): Move {
  const part = random.pick([...parts, ...often]);
  const dies = random.between(1, 12) === 1 ? random.between(1, EXCHANGES) : undefined;
  const canDie = part !== 'guardian';
  const fate = dies !== undefined && canDie ? { dies } : {};
  return { do: 'step', part, nth: random.between(0, 9), ...fate, ms: pause(random) };
}

/** As often as not, what was shut is opened again. */
const drawPassage = (random: Random): Passage => (random.next() < 0.5 ? 'open' : random.pick(passages));

/** Mostly moments; now and then long enough for every pause to be over. */
const pause = (random: Random): number =>
  random.between(1, 20) === 1 ? random.between(60, 900) * 1_000 : random.between(200, 4_000);
