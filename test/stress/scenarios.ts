import type { StressWorld } from './stress-world.ts';
import type { Passage, TcpGate } from './tcp-gate.ts';

/** What goes wrong, how the system is to be while it does, and what must be said. */
export interface Scenario {
  name: string;
  begin(world: StressWorld): Promise<void> | void;
  end(world: StressWorld): Promise<void> | void;
  /** The part that says it; none where nothing is to be noticed. */
  part?: string;
  /** The alarm that is raised; none where no alarm can be kept, or none is due. */
  alarm?: string;
  /** What happens meanwhile to a deposit that is deep enough, and to a withdrawal. */
  meanwhile: 'goes on' | 'waits';
}

type Gates = StressWorld['gates'];
type Named = Exclude<keyof Gates, 'signers'>;

function reached(name: string, passage: Passage, pick: (gates: Gates) => readonly TcpGate[]) {
  return {
    name: `${name}: ${passage}`,
    begin: ({ gates }: StressWorld): void => {
      for (const gate of pick(gates)) gate.set(passage);
    },
    end: ({ gates }: StressWorld): void => {
      for (const gate of pick(gates)) gate.set('open');
    },
  };
}

const one = (name: Named) => (gates: Gates) => [gates[name]];

const RATE = 10;
/** Deep enough for any amount here. */
export const DEEP = 6;

async function feesAre(world: StressWorld, satsPerVbyte: number): Promise<void> {
  await world.bitcoin.call('setfeeestimate', satsPerVbyte / 100_000);
}

/** Their payers send again what the chain left with them, as wallets do. */
function hundredBlocksLeft(): Scenario {
  const BLOCKS = 100;
  let left: string[] = [];
  return {
    name: 'Bitcoin leaves its last hundred blocks',
    async begin({ bitcoin }) {
      const { height } = await bitcoin.tip();
      left = await transactionsFrom(bitcoin, height - BLOCKS + 1, height);
      await bitcoin.reorganize(BLOCKS);
    },
    async end({ bitcoin }) {
      for (const hex of left) await bitcoin.call('sendrawtransaction', hex).catch(() => {});
      await bitcoin.mine(DEEP);
    },
    ...{ part: 'books', alarm: 'deposit-taken-back', meanwhile: 'waits' },
  };
}

async function transactionsFrom({ call }: StressWorld['bitcoin'], from: number, to: number): Promise<string[]> {
  const found: string[] = [];
  for (let height = from; height <= to; height++) {
    const block = await call<{ tx: { hex: string }[] }>('getblock', await call('getblockhash', height), 2);
    found.push(...block.tx.slice(1).map(({ hex }) => hex));
  }
  return found;
}

export const scenarios: readonly Scenario[] = [
  // Where nothing can be written no alarm is kept: that is what the dead man's switch is for.
  { ...reached('PostgreSQL', 'refused', one('database')), part: 'database', meanwhile: 'waits' },
  { ...reached('PostgreSQL', 'half-open', one('database')), part: 'database', meanwhile: 'waits' },
  { ...reached('PostgreSQL', 'slow', one('database')), meanwhile: 'goes on' },
  { ...reached('the Stellar RPC', 'refused', one('stellar')), part: 'stellar', alarm: 'part-down', meanwhile: 'waits' },
  {
    ...reached('the Stellar RPC', 'half-open', one('stellar')),
    part: 'stellar',
    alarm: 'part-down',
    meanwhile: 'waits',
  },
  { ...reached('the Stellar RPC', 'slow', one('stellar')), meanwhile: 'goes on' },
  {
    ...reached('the Bitcoin node', 'refused', one('bitcoin')),
    part: 'bitcoin',
    alarm: 'part-down',
    meanwhile: 'waits',
  },
  {
    ...reached('the Bitcoin node', 'half-open', one('bitcoin')),
    part: 'bitcoin',
    alarm: 'part-down',
    meanwhile: 'waits',
  },
  { ...reached('the Bitcoin node', 'slow', one('bitcoin')), meanwhile: 'goes on' },
  {
    ...reached('one signer of three', 'refused', ({ signers }) => signers.slice(0, 1)),
    ...{ part: 'signer-1', alarm: 'signer-missing', meanwhile: 'goes on' },
  },
  {
    ...reached('two signers of three', 'half-open', ({ signers }) => signers.slice(0, 2)),
    ...{ part: 'signer-1', alarm: 'signers-too-few', meanwhile: 'waits' },
  },
  {
    ...reached('both chains', 'refused', ({ stellar, bitcoin }) => [stellar, bitcoin]),
    ...{ part: 'stellar', alarm: 'part-down', meanwhile: 'waits' },
  },
  {
    ...reached('PostgreSQL and the Stellar RPC', 'half-open', ({ database, stellar }) => [database, stellar]),
    ...{ part: 'database', meanwhile: 'waits' },
  },
  {
    ...reached('the Bitcoin node and a signer', 'half-open', ({ bitcoin, signers }) => [bitcoin, signers[0]!]),
    ...{ part: 'bitcoin', alarm: 'part-down', meanwhile: 'waits' },
  },
  {
    name: 'fees a hundred times as high',
    begin: (world) => feesAre(world, 100 * RATE),
    end: (world) => feesAre(world, RATE),
    meanwhile: 'goes on',
  },
  hundredBlocksLeft(),
  {
    // It does not come back: the machine's clock is an hour late from here on.
    name: 'Stellar’s clock is an hour ahead',
    begin: (world) => world.advanceTime(3_600),
    end: () => {},
    ...{ part: 'stellar', alarm: 'clock-skew', meanwhile: 'goes on' },
  },
];
