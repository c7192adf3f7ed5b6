import { dependencyScenarios, pairScenarios } from './dependencies.ts';
import { exhaustionScenarios } from './exhaustion.ts';
import { liarScenarios } from './liars.ts';
import { reached, type Scenario, unnoticed } from './scenario.ts';
import type { StressWorld } from './stress-world.ts';

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
    ...{ parts: ['books'], alarms: ['deposit-taken-back'], meanwhile: 'waits' },
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

/** More ledgers than the RPC keeps events of close while it is not reached; what they said is read from the ledger's state. */
const LEDGERS_GONE = 450;

const goneForLong: Scenario = {
  name: 'the Stellar RPC: gone for longer than its history',
  begin({ gates }) {
    gates.stellar.set('refused');
  },
  async end(world) {
    for (let closed = 0; closed < LEDGERS_GONE; closed++) await world.advanceTime(1);
    world.gates.stellar.set('open');
  },
  ...{ parts: ['stellar'], alarms: ['events-lost'], alarmsAfter: true, meanwhile: 'waits' },
};

const clockOf = (seconds: number, how: string): Scenario => ({
  // It does not come back: the machine's clock is wrong from here on.
  name: `Stellar’s clock is ${how}`,
  begin: (world) => world.advanceTime(seconds),
  end: () => {},
  ...{ parts: ['stellar'], alarms: ['clock-skew'], meanwhile: 'goes on' },
});

export const scenarios: readonly Scenario[] = [
  ...dependencyScenarios,
  reached('two signers of three', 'half-open', ({ signers }) => signers.slice(0, 2), {
    ...{ parts: ['signer-1', 'signer-2'], alarms: ['signers-too-few'], meanwhile: 'waits' },
  }),
  ...liarScenarios,
  ...pairScenarios,
  ...exhaustionScenarios,
  {
    ...{ name: 'fees a hundred times as high', ...unnoticed },
    begin: (world) => feesAre(world, 100 * RATE),
    end: (world) => feesAre(world, RATE),
  },
  hundredBlocksLeft(),
  goneForLong,
  clockOf(3_600, 'an hour ahead'),
];
