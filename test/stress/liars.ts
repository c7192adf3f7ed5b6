import type { LyingRpc } from '../../soroban/client/test/lying-rpc.ts';
import type { Expected, Scenario } from './scenario.ts';
import { everythingArrived } from './scenario.ts';
import type { StressWorld } from './stress-world.ts';

const apart = (part: string): Expected => ({ parts: [part], alarms: ['views-apart'], meanwhile: 'waits' });

/** It has other ledgers of the same numbers. */
function lyingStellar(name: string, pick: (world: StressWorld) => LyingRpc): Scenario {
  return {
    name: `${name}: lying`,
    begin(world) {
      pick(world).lie = async (method, _params, forward) => {
        const answer = (await forward()) as { result?: { ledgers: object[] } };
        if (method !== 'getLedgers' || !answer.result) return answer;
        const ledgers = answer.result.ledgers.map((ledger) => ({ ...ledger, hash: 'ab'.repeat(32) }));
        return { result: { ...answer.result, ledgers } };
      };
    },
    end(world) {
      pick(world).lie = undefined;
    },
    ...apart('stellar-views'),
  };
}

/** It tells of another chain, whose blocks are as good. */
const lyingBitcoin = (name: string, gate: 'bitcoin' | 'bitcoin-second'): Scenario => ({
  name: `${name}: lying`,
  begin({ gates, elsewhere }) {
    gates[gate].lead(gate === 'bitcoin' ? elsewhere.rpcUrl : elsewhere.esploraUrl);
  },
  end({ gates }) {
    gates[gate].lead(undefined);
  },
  ...apart('bitcoin'),
});

const lyingGuardian: Scenario = {
  name: 'the guardian: lying',
  begin({ guardianFront }) {
    guardianFront.way = 'lying';
  },
  end({ guardianFront }) {
    guardianFront.way = 'well';
  },
  ...{ parts: ['guardian'], alarms: ['guardian-unwell'], meanwhile: 'goes on' },
};

/** Who is reached, and does not do or say what is right. */
export const liarScenarios: readonly Scenario[] = [
  lyingStellar('the Stellar RPC', ({ firstRpc }) => firstRpc),
  lyingStellar('the second Stellar RPC', ({ stellar }) => stellar),
  lyingBitcoin('the Bitcoin node', 'bitcoin'),
  lyingBitcoin('the second Bitcoin node', 'bitcoin-second'),
  {
    // Two, of whom the one that failed last is asked last: one is asked for sure.
    name: 'two signers of three: lying',
    begin({ unreliable }) {
      for (const signer of unreliable.slice(0, 2)) signer.behave({ '/attest': 'lies', '/sign': 'lies' });
    },
    end({ unreliable }) {
      for (const signer of unreliable) signer.behave({});
    },
    ...{ parts: [/^signer-[12]$/], alarms: ['signer-false'], meanwhile: 'waits' },
  },
  lyingGuardian,
  {
    name: 'the webhook receiver: fails at every message',
    begin({ receiver }) {
      receiver.status = 500;
    },
    end({ receiver }) {
      receiver.status = 204;
    },
    ...{ parts: ['webhooks'], alarms: ['webhooks-failing'], meanwhile: 'goes on', after: everythingArrived },
  },
];
