import type { AssetTrace } from '../host/asset-replay.ts';
import type { AssetTest } from '../host/asset-test.ts';
import { keypairOf } from '../host/test-ledger.ts';
import {
  AUTHORIZED_LINE,
  CLAWBACK,
  CLAWBACK_LINE,
  funded,
  I128_MAX,
  ISSUED,
  issuedTo,
  issuer,
  issuerFlags,
  MAX,
  NATIVE,
  REQUIRED,
  REVOCABLE,
} from './asset-setup.ts';

const line =
  (balance: bigint, flags: number, changes = {}) =>
  (test: AssetTest) =>
    test.trustline(keypairOf('user'), ISSUED, { balance, flags, ...changes });

const DENIED = 'Error(Auth, InvalidAction)';

/** Who may do what with balances of the asset's contract, test by test, with the recorded costs of every call. */
export const ASSET_AUTHORITY_TRACES: readonly AssetTrace[] = [
  {
    name: 'test_stellar_asset_contract_authorization',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2'),
    steps: [
      ['issuer', 'mint', ['user', 100_000_000n], null, 523467, 19234],
      ['issuer', 'mint', ['user_2', 200_000_000n], null, 524185, 19064],
      ['', 'authorized', ['user'], true, 47403, 8145],
      ['issuer', 'set_authorized', ['user', false], null, 525547, 19446],
      ['', 'authorized', ['user'], false, 47419, 8213],
      ['user', 'transfer', ['user', 'user_2', 1n], 'Error(Contract, #11)', 512600, 19043],
      ['user_2', 'transfer', ['user_2', 'user', 1n], 'Error(Contract, #11)', 522926, 19839],
      ['issuer', 'set_authorized', ['user', true], null, 518686, 18646],
      ['', 'authorized', ['user'], true, 48343, 8281],
      ['user', 'transfer', ['user', 'user_2', 1n], null, 543059, 22288],
      ['user_2', 'transfer', ['user_2', 'user', 1n], null, 546464, 23524],
    ],
  },
  {
    name: 'test_clawback_on_account',
    asset: ISSUED,
    setup: (t) => {
      issuer(t);
      t.trustline(keypairOf('user'), ISSUED);
    },
    steps: [
      ['issuer', 'mint', ['user', 100_000_000n], null, 521148, 18064],
      ['', 'balance', ['user'], 100_000_000n, 45892, 7873],
      ['issuer', 'clawback', ['user', 40_000_000n], null, 521523, 18110],
      ['', 'balance', ['user'], 60_000_000n, 45908, 7941],
      ['issuer', 'clawback', ['user', 60_000_001n], 'Error(Contract, #10)', 516943, 17343],
      line(60_000_000n, 0),
      ['issuer', 'clawback', ['user', 60_000_000n], 'Error(Contract, #10)', 34021, 5544],
      line(60_000_000n, CLAWBACK_LINE),
      ['issuer', 'clawback', ['user', 60_000_000n], null, 521051, 17636],
      ['', 'balance', ['user'], 0n, 46226, 8009],
    ],
  },
  {
    name: 'test_clawback_on_contract',
    asset: ISSUED,
    setup: issuer,
    steps: [
      ['issuer', 'mint', ['contract 1', 100_000_000n], null, 547686, 21556],
      issuerFlags(0),
      ['issuer', 'mint', ['contract 2', 100_000_000n], null, 550946, 22352],
      ['', 'balance', ['contract 1'], 100_000_000n, 48626, 7924],
      ['', 'balance', ['contract 2'], 100_000_000n, 44466, 7924],
      ['issuer', 'clawback', ['contract 1', 40_000_000n], null, 554388, 22149],
      ['issuer', 'clawback', ['contract 2', 40_000_000n], 'Error(Contract, #10)', 31004, 5107],
      issuerFlags(CLAWBACK),
      ['issuer', 'clawback', ['contract 1', 40_000_000n], null, 554607, 22471],
      ['issuer', 'clawback', ['contract 2', 40_000_000n], 'Error(Contract, #10)', 31112, 5175],
      ['', 'balance', ['contract 1'], 20_000_000n, 46296, 8060],
      ['', 'balance', ['contract 2'], 100_000_000n, 49656, 8060],
    ],
  },
  {
    name: 'test_auth_revocable_on_contract',
    asset: ISSUED,
    setup: issuer,
    steps: [
      ['', 'authorized', ['contract 1'], true, 53077, 8792],
      issuerFlags(0),
      ['issuer', 'set_authorized', ['contract 1', false], 'Error(Contract, #2)', 506607, 15401],
      issuerFlags(REVOCABLE),
      ['issuer', 'set_authorized', ['contract 1', false], null, 543106, 20729],
      ['', 'authorized', ['contract 1'], false, 41706, 7300],
      issuerFlags(0),
      ['issuer', 'set_authorized', ['contract 1', true], null, 543744, 21207],
      ['', 'authorized', ['contract 1'], true, 42322, 7368],
    ],
  },
  {
    name: 'test_auth_required',
    asset: ISSUED,
    setup: issuer,
    steps: [
      ['issuer', 'mint', ['contract 1', 100_000_000n], null, 547686, 21556],
      issuerFlags(REQUIRED),
      ['contract 1', 'transfer', ['contract 1', 'contract 2', 1n], 'Error(Contract, #11)', 94894, 14713],
      ['issuer', 'set_authorized', ['contract 2', true], null, 540591, 21328],
      ['contract 1', 'transfer', ['contract 1', 'contract 2', 1n], null, 145311, 20128],
      ['', 'balance', ['contract 1'], 99_999_999n, 48626, 7924],
      ['', 'balance', ['contract 2'], 1n, 44466, 7924],
    ],
  },
  {
    name: 'test_greater_than_i64_balances',
    asset: ISSUED,
    setup: issuer,
    steps: [
      ['issuer', 'mint', ['contract 1', MAX], null, 551914, 23444],
      ['', 'balance', ['contract 1'], MAX, 46570, 8152],
      ['issuer', 'mint', ['contract 1', MAX], null, 556997, 23625],
      ['', 'balance', ['contract 1'], 2n * MAX, 46784, 8220],
      ['issuer', 'mint', ['contract 1', MAX], null, 559915, 23101],
      ['', 'balance', ['contract 1'], 3n * MAX, 49200, 8288],
      ['contract 1', 'transfer', ['contract 1', 'contract 2', 2n * MAX], null],
      ['', 'balance', ['contract 1'], MAX, 51778, 8356],
      ['', 'balance', ['contract 2'], 2n * MAX, 46818, 8356],
      ['contract 1', 'transfer', ['contract 1', 'contract 2', MAX + 1n], 'Error(Contract, #10)'],
      ['issuer', 'mint', ['contract 1', I128_MAX - MAX], null, 561628, 23745],
      ['', 'balance', ['contract 1'], I128_MAX, 47634, 8424],
      ['contract 1', 'transfer', ['contract 1', 'contract 2', I128_MAX - 2n * MAX], null],
      ['', 'balance', ['contract 1'], 2n * MAX, 47634, 8424],
      ['', 'balance', ['contract 2'], I128_MAX, 50994, 8424],
    ],
  },
  {
    name: 'test_set_admin',
    asset: ISSUED,
    setup: issuedTo('user', 'user_2'),
    steps: [
      ['', 'admin', [], 'issuer', 29676, 5268],
      ['issuer', 'set_admin', ['user'], null, 531343, 22798],
      ['', 'admin', [], 'user', 29942, 5336],
      ['issuer', 'set_admin', ['user'], DENIED, 32174, 5520],
      ['issuer', 'mint', ['user', 1n], DENIED, 35876, 5728],
      ['issuer', 'clawback', ['user', 1n], DENIED, 40743, 6000],
      ['issuer', 'set_authorized', ['user', false], DENIED, 33543, 5544],
      ['issuer', 'set_authorized', ['user', true], DENIED, 33543, 5544],
      ['user', 'mint', ['user_2', 1n], null, 520298, 18218],
      ['user', 'clawback', ['user_2', 1n], null, 524129, 19398],
      ['user', 'set_authorized', ['user_2', false], null, 526756, 19768],
      ['user', 'set_authorized', ['user_2', true], null, 520217, 18868],
      ['user', 'set_admin', ['issuer'], null, 537347, 23916],
      ['issuer', 'mint', ['user_2', 1n], null, 523687, 19828],
    ],
  },
  {
    name: 'test_trustline_auth',
    asset: ISSUED,
    setup: (t) => {
      issuer(t, 0);
      funded(t, 'user', 10_000_000n);
      t.trustline(keypairOf('user'), ISSUED, { limit: 10_000n, flags: AUTHORIZED_LINE });
    },
    steps: [
      ['issuer', 'set_admin', ['issuer'], null, 529355, 21238],
      ['issuer', 'mint', ['user', 1000n], null, 521838, 18420],
      ['', 'balance', ['user'], 1000n, 45926, 8009],
      ['user', 'transfer', ['user', 'issuer', 1n], null, 536322, 20286],
      ['', 'balance', ['user'], 999n, 46742, 8077],
      ['', 'balance', ['issuer'], MAX, 46002, 7989],
      ['issuer', 'set_authorized', ['user', false], 'Error(Contract, #2)', 514321, 17517],
      issuerFlags(REVOCABLE),
      ['issuer', 'set_authorized', ['user', false], null, 523235, 18328],
      ['user', 'transfer', ['user', 'issuer', 1n], 'Error(Contract, #11)', 510387, 17993],
      ['issuer', 'mint', ['user', 1000n], 'Error(Contract, #11)', 512163, 17075],
      ['issuer', 'set_authorized', ['user', true], null, 521982, 19220],
      ['user', 'approve', ['user', 'issuer', 500n, 200], null, 557214, 28018],
      ['issuer', 'transfer_from', ['issuer', 'user', 'issuer', 500n], null, 612281, 32195],
      ['issuer', 'mint', ['user', 1n], null, 530285, 20824],
      ['', 'balance', ['user'], 500n, 47296, 8485],
      ['issuer', 'clawback', ['user', 10n], 'Error(Contract, #10)', 34579, 6088],
      line(500n, CLAWBACK_LINE, { limit: 10_000n, sellingLiabilities: 10n }),
      ['issuer', 'clawback', ['user', 10n], null, 531076, 21158],
      ['', 'balance', ['user'], 490n, 47314, 8553],
    ],
  },
  {
    name: 'test_classic_transfers_not_possible_for_unauthorized_asset',
    asset: ISSUED,
    setup: (t) => {
      funded(t, 'user', 10_000_000n);
      t.trustline(keypairOf('user'), ISSUED, { balance: 100_000_000n, flags: AUTHORIZED_LINE });
    },
    steps: [
      ['user', 'transfer', ['user', 'user', 1n], null, 531731, 20224],
      line(100_000_000n, 0),
      ['user', 'transfer', ['user', 'user', 1n], 'Error(Contract, #11)', 509845, 17773],
      ['', 'balance', ['user'], 100_000_000n],
    ],
  },
  {
    name: 'test_classic_account_multisig_auth',
    asset: NATIVE,
    setup: (t) => {
      const weights: [string, number][] = [
        ['user_2', 2 ** 32 - 1],
        ['user_3', 60],
        ['user_4', 59],
      ];
      const signers = weights
        .map(([name, weight]) => ({ key: keypairOf(name).publicKey(), weight }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      funded(t, 'user', 100_000_000n, { thresholds: [40, 10, 100, 150], signers });
    },
    steps: [
      // Which signature is refused first depends on the order of keys, and so does what that costs.
      ['user: user user_3', 'transfer', ['user', 'user', 100n], null, 932834, 17321],
      ['user: user_2', 'transfer', ['user', 'user', 100n], null, 513490, 17491],
      ['user: user_3 user_4', 'transfer', ['user', 'user', 100n], null, 934487, 17881],
      ['user: user user_3 user_4', 'transfer', ['user', 'user', 100n], null, 1356934, 18271],
      ['user: user user_2 user_3 user_4', 'transfer', ['user', 'user', 100n], null, 1775366, 17815],
      ['user: user', 'transfer', ['user', 'user', 100n], DENIED, 467271, 10500],
      ['user: user user_4', 'transfer', ['user', 'user', 100n], DENIED, 887752, 10500],
      ['user: user_3 user_3', 'transfer', ['user', 'user', 100n], DENIED],
      ['user: user_3 user_3 user_4', 'transfer', ['user', 'user', 100n], DENIED],
      ['user: user_3 issuer', 'transfer', ['user', 'user', 100n], DENIED],
      ['user: user_3 user_4 issuer', 'transfer', ['user', 'user', 100n], DENIED],
      [`user: ${Array(21).fill('user_2').join(' ')}`, 'transfer', ['user', 'user', 100n], DENIED],
    ],
  },
  {
    name: 'cap_73::test_trust_noop_for_contract_address',
    asset: ISSUED,
    setup: issuer,
    steps: [
      ['', 'trust', ['contract 1'], null, 29780, 6178],
      ['', 'balance', ['contract 1'], 0n, 34229, 6825],
    ],
  },
  {
    name: 'cap_73::test_trust_fails_for_native',
    asset: NATIVE,
    setup: (t) => funded(t, 'user', 20_000_000n, { subEntries: 0 }),
    steps: [['user', 'trust', ['user'], 'Error(Contract, #2)', 31155, 5116]],
  },
  {
    name: 'cap_73::test_trust_fails_for_issuer',
    asset: ISSUED,
    setup: issuer,
    steps: [['issuer', 'trust', ['issuer'], 'Error(Contract, #2)', 45545, 7865]],
  },
  {
    name: 'cap_73::test_trust_fails_account_missing',
    asset: ISSUED,
    setup: issuer,
    steps: [['user', 'trust', ['user'], DENIED, 75721, 14108]],
  },
  {
    name: 'cap_73::test_trust_fails_low_reserve',
    asset: ISSUED,
    setup: (t) => {
      issuer(t);
      funded(t, 'user', 14_999_999n, { subEntries: 0 });
    },
    steps: [['user', 'trust', ['user'], 'Error(Contract, #14)', 510610, 16941]],
  },
  {
    name: 'cap_73::test_trust_fails_too_many_subentries',
    asset: ISSUED,
    setup: (t) => {
      issuer(t);
      funded(t, 'user', 100_000_000_000n, { subEntries: 1000 });
    },
    steps: [['user', 'trust', ['user'], 'Error(Contract, #15)', 510610, 16941]],
  },
  {
    name: 'cap_73::test_trust_fails_wrong_auth',
    asset: ISSUED,
    setup: (t) => {
      issuer(t);
      t.account(keypairOf('user'), 0n);
    },
    steps: [
      ['', 'trust', ['user'], DENIED, 47934, 8453],
      ['user: user_2', 'trust', ['user'], DENIED, 497927, 14767],
    ],
  },
  {
    name: 'cap_73::test_trust_noop_if_trustline_exists',
    asset: ISSUED,
    setup: (t) => {
      issuer(t);
      funded(t, 'user', 20_000_000n);
      t.trustline(keypairOf('user'), ISSUED, { balance: 1000n, limit: 5000n, flags: AUTHORIZED_LINE });
    },
    steps: [['user', 'trust', ['user'], null, 47132, 8305]],
  },
  {
    name: 'cap_73::test_xlm_transfer_fails_sender_missing',
    asset: NATIVE,
    setup: (t) => funded(t, 'user_2', 50_000_000n, { subEntries: 0 }),
    steps: [['user', 'transfer', ['user', 'user_2', 10_000_000n], DENIED, 49910, 11069]],
  },
  {
    name: 'cap_73::test_xlm_self_transfer_to_non_existent_account',
    asset: NATIVE,
    setup: () => undefined,
    steps: [['user', 'transfer', ['user', 'user', 0n], DENIED, 49519, 10908]],
  },
  {
    name: 'cap_73::test_xlm_transfer_creates_account',
    asset: NATIVE,
    setup: (t) => funded(t, 'user', 100_000_000n, { subEntries: 0 }),
    steps: [['user', 'transfer', ['user', 'user_2', 10_000_000n], null, 514820, 16735]],
  },
  {
    name: 'cap_73::test_xlm_transfer_fails_below_minimum',
    asset: NATIVE,
    setup: (t) => funded(t, 'user', 100_000_000n, { subEntries: 0 }),
    steps: [['user', 'transfer', ['user', 'user_2', 9_999_999n], 'Error(Contract, #14)', 504307, 15450]],
  },
  {
    name: 'cap_73::test_xlm_transfer_from_fails_below_minimum',
    asset: NATIVE,
    setup: (t) => {
      funded(t, 'user', 100_000_000n, { subEntries: 0 });
      funded(t, 'user_2', 10_000_000n, { subEntries: 0 });
    },
    steps: [
      ['user', 'approve', ['user', 'user_2', 50_000_000n, 200], null, 532065, 21363],
      ['user_2', 'transfer_from', ['user_2', 'user', 'user_3', 9_999_999n], 'Error(Contract, #14)', 580934, 27908],
    ],
  },
  {
    name: 'cap_73::test_xlm_transfer_from_creates_account',
    asset: NATIVE,
    setup: (t) => {
      funded(t, 'user', 100_000_000n, { subEntries: 0 });
      funded(t, 'user_2', 10_000_000n, { subEntries: 0 });
    },
    steps: [
      ['user', 'approve', ['user', 'user_2', 50_000_000n, 200], null, 532065, 21363],
      ['user_2', 'transfer_from', ['user_2', 'user', 'user_3', 15_000_000n], null, 591845, 29472],
      ['', 'balance', ['user_3'], 15_000_000n],
      ['', 'balance', ['user'], 85_000_000n],
      ['', 'allowance', ['user', 'user_2'], 35_000_000n, 38923, 6461],
    ],
  },
];
