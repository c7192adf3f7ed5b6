import { Asset } from '@stellar/stellar-sdk';
import { textVal } from '../../src/host/values/value.ts';
import type { AssetTrace } from '../host/asset-replay.ts';
import { keypairOf } from '../host/test-ledger.ts';
import { AUTHORIZED_LINE, funded, ISSUED, issuedTo, issuer, MAX, NATIVE, sequence } from './asset-setup.ts';

const MAX_TTL = 6_312_000;

/** Instructions and memory. */
type Price = readonly [number, number];

function named(code: string, name: string, text: Price, decimals: Price, balance: Price): AssetTrace {
  const asset = new Asset(code, keypairOf('issuer').publicKey());
  return {
    name,
    asset,
    setup: (t) => {
      funded(t, 'user', 10_000_000n);
      t.trustline(keypairOf('user'), asset, { balance: 10_000_000n, limit: 100_000_000n, flags: AUTHORIZED_LINE });
    },
    steps: [
      ['', 'symbol', [], textVal(code), ...text],
      ['', 'decimals', [], 7, ...decimals],
      ['', 'name', [], textVal(asset.toString()), ...text],
      ['', 'balance', ['user'], 10_000_000n, ...balance],
    ],
  };
}

/** What the asset's contract does with balances and allowances, test by test, with the recorded costs of every call. */
export const ASSET_BALANCE_TRACES: readonly AssetTrace[] = [
  {
    name: 'test_stellar_asset_contract_smart_roundtrip',
    asset: NATIVE,
    setup: (t) => funded(t, 'user', 100_000_000n),
    steps: [
      ['', 'symbol', [], textVal('native'), 19270, 3136],
      ['', 'decimals', [], 7, 12969, 2460],
      ['', 'name', [], textVal('native'), 19270, 3136],
      ['user', 'set_admin', ['user'], 'Error(Storage, MissingValue)', 21168, 3400],
      ['', 'admin', [], 'Error(Storage, MissingValue)', 20082, 3240],
      ['', 'balance', ['user'], 100_000_000n, 31269, 5140],
    ],
  },
  named('zA9Z', 'test_asset4_init', [28670, 4824], [16471, 3385], [45782, 8025]),
  named('123def456XYZ', 'test_asset12_init', [29647, 4979], [16477, 3410], [47006, 8205]),
  named('Az', 'test_asset4_trailing_zero_init', [28670, 4816], [16471, 3381], [45782, 8013]),
  named('789Az', 'test_asset12_trailing_zero_init', [29639, 4951], [16473, 3396], [46994, 8163]),
  {
    name: 'test_account_balance',
    asset: NATIVE,
    setup: (t) => funded(t, 'user', 100_000_000n),
    steps: [['', 'balance', ['user'], 100_000_000n, 31269, 5140]],
  },
  {
    name: 'test_zero_amounts',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2'),
    steps: [
      ['user', 'transfer', ['user', 'user_2', 0n], null, 538717, 21120],
      ['user', 'burn', ['user', 0n], null, 524809, 19064],
      ['user', 'burn_from', ['user', 'user_2', 0n], null, 541099, 22958],
      ['user', 'burn_from', ['user', 'contract 1', 0n], null, 553937, 24399],
      ['issuer', 'clawback', ['user_2', 0n], null, 525985, 20162],
      ['issuer', 'clawback', ['contract 1', 0n], 'Error(Contract, #10)', 23967, 4933],
      ['issuer', 'set_authorized', ['contract 1', true], null, 549826, 23997],
      ['issuer', 'clawback', ['contract 1', 0n], null, 568839, 25893],
    ],
  },
  {
    name: 'test_transfer_with_issuer',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2'),
    steps: [
      ['issuer', 'transfer', ['issuer', 'user', 100n], null],
      ['', 'balance', ['user'], 100n],
      ['', 'balance', ['issuer'], MAX],
      ['user', 'transfer', ['user', 'user_2', 50n], null],
      ['user', 'transfer', ['user', 'issuer', 50n], null],
      ['', 'balance', ['user'], 0n],
      ['', 'balance', ['user_2'], 50n],
      ['', 'balance', ['issuer'], MAX],
      ['issuer', 'transfer', ['issuer', 'issuer', MAX], null],
    ],
  },
  {
    name: 'test_native_self_transfer',
    asset: NATIVE,
    setup: (t) => funded(t, 'user', 100_000_000n, { subEntries: 0 }),
    steps: [
      ['user', 'transfer', ['user', 'user', 90_000_000n], null, 512245, 16889],
      ['', 'balance', ['user'], 100_000_000n, 31260, 5056],
      ['user', 'transfer', ['user', 'user', 90_000_001n], 'Error(Contract, #10)', 498939, 14978],
    ],
  },
  {
    name: 'test_asset_self_transfer',
    asset: ISSUED,
    setup: issuedTo('user'),
    steps: [
      ['issuer', 'mint', ['user', 100_000_000n], null, 521648, 18454],
      ['user', 'transfer', ['user', 'user', 100_000_000n], null, 532598, 20716],
      ['', 'balance', ['user'], 100_000_000n, 45926, 8009],
      ['user', 'transfer', ['user', 'user', 100_000_001n], 'Error(Contract, #10)', 516315, 18553],
    ],
  },
  {
    name: 'test_transfer_without_destination_trustline_fails',
    asset: ISSUED,
    setup: (t) => {
      issuer(t);
      funded(t, 'user', 100_000_000n);
      t.trustline(keypairOf('user'), ISSUED);
    },
    steps: [
      ['issuer', 'mint', ['user', 1000n], null, 521648, 18454],
      ['user', 'transfer', ['user', 'nobody', 100n], 'Error(Contract, #13)', 524662, 20110],
    ],
  },
  {
    name: 'test_transfer_with_allowance',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2', 'user_3'),
    steps: [
      ['issuer', 'mint', ['user', 100_000_000n], null, 524871, 20014],
      ['', 'balance', ['user'], 100_000_000n, 46369, 8213],
      ['', 'balance', ['user_2'], 0n, 46634, 8213],
      ['', 'allowance', ['user', 'user_3'], 0n, 39054, 8512],
      ['user', 'approve', ['user', 'user_3', 10_000_000n, 200], null, 550024, 26917],
      ['', 'allowance', ['user', 'user_3'], 10_000_000n, 45949, 8719],
      ['user_3', 'transfer_from', ['user_3', 'user', 'user_2', 6_000_000n], null, 616273, 34419],
      ['', 'balance', ['user'], 94_000_000n, 46156, 8417],
      ['', 'balance', ['user_2'], 6_000_000n, 46421, 8417],
      ['', 'balance', ['user_3'], 0n, 46686, 8417],
      ['', 'allowance', ['user', 'user_3'], 4_000_000n, 45967, 8787],
      ['user_3', 'transfer_from', ['user_3', 'user', 'user_3', 4_000_001n], 'Error(Contract, #9)', 520481, 21698],
      ['user', 'approve', ['user', 'user_3', 0n, 0], null, 551135, 26234],
      ['', 'allowance', ['user', 'user_3'], 0n, 46483, 8855],
      ['user', 'approve', ['user', 'user_3', 4_000_000n, 200], null, 562603, 27588],
      ['user_3', 'transfer_from', ['user_3', 'user', 'user_3', 4_000_000n], null, 619163, 34997],
      ['', 'balance', ['user'], 90_000_000n, 48095, 8621],
      ['', 'balance', ['user_2'], 6_000_000n, 48042, 8621],
      ['', 'balance', ['user_3'], 4_000_000n, 47989, 8621],
      ['', 'allowance', ['user', 'user_3'], 0n, 47647, 8991],
      ['user_3', 'transfer_from', ['user_3', 'user', 'user_3', 1n], 'Error(Contract, #9)', 524827, 22510],
      ['user', 'approve', ['user', 'user_3', 10n, 123], null, 559433, 28096],
      ['user_3', 'transfer_from', ['user_3', 'user', 'user_3', 5n], null, 620692, 35963],
      ['', 'balance', ['user'], 89_999_995n, 48246, 8757],
      ['', 'balance', ['user_3'], 4_000_005n, 47981, 8757],
      sequence(124),
      ['user_3', 'transfer_from', ['user_3', 'user', 'user_3', 1n], 'Error(Contract, #9)', 525975, 23068],
    ],
  },
  {
    name: 'test_allowance_live_until',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2'),
    steps: [
      ['issuer', 'mint', ['user', 1000n], null, 523467, 19234],
      ['', 'balance', ['user'], 1000n, 46207, 8077],
      ['user', 'approve', ['user', 'user_2', 1000n, 200], null, 548220, 26702],
      ['', 'allowance', ['user', 'user_2'], 1000n, 44915, 8583],
      ['user_2', 'transfer_from', ['user_2', 'user', 'user_2', 10n], null, 614791, 33503],
      ['', 'allowance', ['user', 'user_2'], 990n, 46233, 8651],
      ['', 'balance', ['user_2'], 10n, 47187, 8281],
      // Within an invocation no time passes on the network: an entry that expires there has no cost to compare.
      sequence(201),
      ['', 'allowance', ['user', 'user_2'], 0n, 40157, 8314],
      ['user_2', 'transfer_from', ['user_2', 'user', 'user_2', 1n], 'Error(Contract, #9)', 512859, 20157],
      ['user', 'approve', ['user', 'user_2', 1000n, 200], 'Error(Contract, #9)', 495731, 17684],
      ['user', 'approve', ['user', 'user_2', 10_000n, 201], null],
      ['', 'allowance', ['user', 'user_2'], 10_000n, 47249, 8719],
      ['user', 'approve', ['user', 'user_2', 10n, 201 + MAX_TTL - 1], null, 564864, 27826],
      sequence(201 + MAX_TTL - 1),
      ['', 'allowance', ['user', 'user_2'], 10n, 51047, 10451],
      ['user_2', 'transfer_from', ['user_2', 'user', 'user_2', 5n], null, 621148, 34977],
      sequence(201 + MAX_TTL),
      ['user_2', 'transfer_from', ['user_2', 'user', 'user_2', 1n], 'Error(Contract, #9)', 517124, 21987],
      ['user', 'approve', ['user', 'user_2', 10n, 201 + 2 * MAX_TTL], 'Error(Contract, #9)', 499748, 18546],
    ],
  },
  {
    name: 'test_burn',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2'),
    steps: [
      ['issuer', 'mint', ['user', 100_000_000n], null, 523467, 19234],
      ['', 'balance', ['user'], 100_000_000n, 46207, 8077],
      ['', 'balance', ['user_2'], 0n, 45942, 8077],
      ['', 'allowance', ['user', 'user_2'], 0n, 38629, 8190],
      ['issuer', 'mint', ['issuer', 1n], 'Error(Contract, #2)', 33207, 5660],
      ['issuer', 'burn', ['issuer', 1n], 'Error(Contract, #2)', 36029, 5764],
      ['user', 'approve', ['user', 'user_2', 10_000_000n, 200], null, 547035, 26087],
      ['', 'allowance', ['user', 'user_2'], 10_000_000n, 44915, 8583],
      ['user_2', 'burn_from', ['user_2', 'user', 6_000_000n], null, 591639, 29692],
      ['', 'balance', ['user'], 94_000_000n, 46922, 8281],
      ['', 'balance', ['user_2'], 0n, 47187, 8281],
      ['', 'allowance', ['user', 'user_2'], 4_000_000n, 46233, 8651],
      ['user_2', 'burn_from', ['user_2', 'user', 4_000_001n], 'Error(Contract, #9)', 530705, 20786],
      ['user_2', 'burn_from', ['user_2', 'user', 4_000_000n], null, 597118, 30132],
      ['', 'balance', ['user'], 90_000_000n, 47044, 8349],
      ['', 'balance', ['user_2'], 0n, 47097, 8349],
      ['', 'allowance', ['user', 'user_2'], 0n, 47249, 8719],
      ['user', 'burn', ['user', 45_000_000n], null, 529036, 20402],
      ['', 'balance', ['user'], 45_000_000n, 47221, 8417],
      ['issuer', 'set_authorized', ['user', false], null, 527855, 20784],
      ['user', 'burn', ['user', 100n], 'Error(Contract, #11)', 516451, 18295],
      ['issuer', 'set_authorized', ['user', true], null, 523693, 20780],
      ['user', 'burn', ['user', 1_000_000n], null, 529311, 20572],
      ['', 'balance', ['user'], 44_000_000n, 47989, 8621],
    ],
  },
  {
    name: 'test_cannot_burn_native',
    asset: NATIVE,
    setup: (t) => funded(t, 'user', 100_000_000n),
    steps: [
      ['', 'balance', ['user'], 100_000_000n, 31269, 5140],
      ['user', 'burn', ['user', 1n], 'Error(Contract, #2)', 21442, 3416],
      ['user', 'approve', ['user', 'user_2', 100n, 200], null, 531347, 21413],
      ['user_2', 'burn_from', ['user_2', 'user', 1n], 'Error(Contract, #2)', 21773, 3568],
    ],
  },
  {
    name: 'test_negative_amounts_are_not_allowed',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2'),
    steps: [
      ['issuer', 'mint', ['user', 100_000_000n], null, 523467, 19234],
      ['issuer', 'mint', ['user', -1n], 'Error(Contract, #8)', 17956, 3969],
      ['issuer', 'clawback', ['user', -1n], 'Error(Contract, #8)', 17966, 3969],
      ['user', 'transfer', ['user', 'user_2', -1n], 'Error(Contract, #8)', 17970, 3985],
      ['user', 'approve', ['user', 'user_2', -1n, 200], 'Error(Contract, #8)', 17964, 4001],
      ['user', 'approve', ['user', 'user_2', 10_000n, 200], null, 545251, 25856],
      ['user_2', 'transfer_from', ['user_2', 'user', 'user_2', -1n], 'Error(Contract, #8)', 19401, 4137],
    ],
  },
];
