import { Asset } from '@stellar/stellar-sdk';
import type { AssetTrace } from '../host/asset-replay.ts';
import { keypairOf } from '../host/test-ledger.ts';
import { AUTHORIZED_LINE, funded, issuer, MAX, NATIVE } from './asset-setup.ts';

const NO_ROOM = 'Error(Contract, #10)';

/** Balance at the start, the least and the most it may become, and what offers have set aside. */
type Bounds = {
  readonly initial: bigint;
  readonly least: bigint;
  readonly most: bigint;
  readonly buying?: bigint;
  readonly selling?: bigint;
};

/** Lumens: no less than the reserve and what is being sold, no more than 64 bits less what is being bought. */
function lumens(
  name: string,
  subEntries: number,
  { initial, least, most, buying = 0n, selling = 0n }: Bounds,
): AssetTrace {
  return {
    name: `test_stellar_asset_contract_classic_balance_boundaries_${name}`,
    asset: NATIVE,
    setup: (t) => {
      funded(t, 'user', initial, { subEntries, buyingLiabilities: buying, sellingLiabilities: selling });
      funded(t, 'user_2', 10_000_000n, { subEntries: 0 });
      funded(t, 'user_3', MAX, { subEntries: 0 });
    },
    steps: [
      ['user', 'transfer', ['user', 'user_2', initial - least + 1n], NO_ROOM, 495_675, 14_420],
      ['user', 'transfer', ['user', 'user_2', initial - least], null, 517_407, 17_605],
      ['', 'balance', ['user'], least],
      ['user_2', 'transfer', ['user_2', 'user', initial - least], null, 517_322, 17_707],
      ['user_3', 'transfer', ['user_3', 'user', most - initial + 1n], NO_ROOM, 510_134, 17_114],
      ['user_3', 'transfer', ['user_3', 'user', most - initial], null, 517_896, 17_771],
      ['', 'balance', ['user'], most],
    ],
  };
}

const TWELVE = new Asset('dddddddddddd', keypairOf('issuer').publicKey());

/** A trustline: no less than what is being sold, no more than its limit less what is being bought. */
function line(name: string, limit: bigint, { initial, least, most, buying = 0n, selling = 0n }: Bounds): AssetTrace {
  return {
    name: `test_asset_stellar_asset_contract_classic_balance_boundaries_${name}`,
    asset: TWELVE,
    setup: (t) => {
      issuer(t, 0);
      const own = { balance: initial, buyingLiabilities: buying, sellingLiabilities: selling };
      for (const [holder, changes] of Object.entries({ user: own, user_2: {} })) {
        funded(t, holder, 10_000_000n, { subEntries: 0 });
        t.trustline(keypairOf(holder), TWELVE, { limit, flags: AUTHORIZED_LINE, ...changes });
      }
    },
    steps: [
      ['user', 'transfer', ['user', 'user_2', initial - least + 1n], NO_ROOM, 517_829, 19_225],
      ['user', 'transfer', ['user', 'user_2', initial - least], null, 544_874, 22_196],
      ['', 'balance', ['user'], least],
      ['', 'balance', ['user_2'], initial - least],
      ['user_2', 'transfer', ['user_2', 'user', initial - least], null, 544_557, 22_094],
      ['issuer', 'mint', ['user', most - initial + 1n], NO_ROOM, 520_643, 18_323],
      ['issuer', 'mint', ['user', most - initial], null, 525_264, 18_900],
      ['', 'balance', ['user'], most],
      ['', 'balance', ['user_2'], 0n],
      ['issuer', 'mint', ['user_2', 1n], null, 524_587, 19_142],
      ['user', 'transfer', ['user', 'user_2', most], NO_ROOM, 531_847, 20_663],
    ],
  };
}

/** What balances of accounts may become, to the stroop on both sides; the costs are those of the simple cases. */
export const ASSET_BOUNDARY_TRACES: readonly AssetTrace[] = [
  lumens('simple', 5, { initial: 100_000_000n, least: 35_000_000n, most: MAX }),
  lumens('with_liabilities', 8, {
    initial: 1_000_000_000n,
    least: 550_000_000n,
    most: MAX - 300_000_000n,
    buying: 300_000_000n,
    selling: 500_000_000n,
  }),
  line('simple', MAX, { initial: 100_000_000n, least: 0n, most: MAX }),
  line('with_trustline_limit', 200_000_000n, { initial: 100_000_000n, least: 0n, most: 200_000_000n }),
  line('with_liabilities', MAX, {
    initial: 100_000_000n,
    least: 300_000n,
    most: MAX - 500_000n,
    buying: 500_000n,
    selling: 300_000n,
  }),
  line('with_limit_and_liabilities', 200_000_000n, {
    initial: 100_000_000n,
    least: 300_000n,
    most: 150_000_000n,
    buying: 50_000_000n,
    selling: 300_000n,
  }),
  line('large_values', MAX, {
    initial: MAX - MAX / 5n,
    least: MAX / 4n,
    most: MAX - MAX / 5n,
    buying: MAX / 5n,
    selling: MAX / 4n,
  }),
];
