import { ISTSI_PRICE } from '../../contracts/test/exchange.ts';
import type { Draw, Operation } from './operation.ts';

/** A reporter says what a satoshi costs. Whether it becomes the price is tested by itself; while paused it never does. */
export function submitPrice({ world, random }: Draw): Operation {
  const reporter = random.pick(['reporter1', 'reporter2', 'reporter3', 'alice'] as const);
  const asset = { tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] };
  const price = (ISTSI_PRICE * BigInt(random.between(9_000, 11_000))) / 10_000n;
  return {
    name: 'submit_prices',
    contract: 'price-oracle',
    method: 'submit_prices',
    args: { reporter: world.address(reporter), reports: [{ asset, price }] },
    by: reporter,
    accepted: (model) => (model.paused || reporter === 'alice' ? false : undefined),
    apply: () => undefined,
  };
}
