import type { Descriptor } from '../src/descriptor/descriptor.ts';
import type { LedgerCoin } from '../src/withdrawal/ledger.ts';
import { planPayments } from '../src/withdrawal/plan-payments.ts';
import { inputWeight } from '../src/withdrawal/weight.ts';
import { foreignScript, startCustody } from '../test/withdrawal-world.ts';
import { type BenchRow, measure, watchMemory } from './measure.ts';

const COINS = 20_000;
const PAYMENTS = 32;

function coinsOf(descriptor: Descriptor): LedgerCoin[] {
  return Array.from({ length: COINS }, (_, n) => ({
    txid: n.toString(16).padStart(64, '0'),
    vout: 0,
    index: n,
    amountSats: 10_000n + BigInt((n * 7_919) % 1_000_003),
    inputWeight: inputWeight(descriptor),
    unconfirmedAncestors: 0,
  }));
}

/** Milliseconds to choose among many coins for a full batch, whatever the search for an exact sum costs. */
export async function benchPlanning(): Promise<BenchRow[]> {
  const custody = await startCustody('wsh');
  const epochs = [custody.descriptor];
  const memory = watchMemory();
  const coins = coinsOf(custody.descriptor);
  const heldMb = memory();
  const payments = Array.from({ length: PAYMENTS }, (_, n) => ({
    withdrawalId: `w${n}`,
    scriptPubKey: foreignScript(n),
    amountSats: 123_457n + BigInt(n * 1_009),
    maxFeeSats: 50_000n,
  }));
  const seconds = measure(() => {
    const result = planPayments({
      ...{ epochs, coins, payments, satsPerKvb: 5_000n, longTermSatsPerKvb: 5_000n, feeCapSats: 1_000_000n },
      ...{ lanes: { mostLanes: 4, leastLaneSats: 1_000_000n, wantedCoins: 8 }, mostInputs: 64 },
    });
    if (!result.ok) throw new Error(result.reason.code);
  }, 3);
  await custody.remove();
  const among = `among ${COINS.toLocaleString('en')} coins`;
  return [
    { name: `${PAYMENTS} payments planned ${among}`, value: seconds * 1e3, unit: 'ms' },
    { name: `ledger of ${COINS.toLocaleString('en')} coins: memory held`, value: heldMb, unit: 'MB' },
  ];
}
