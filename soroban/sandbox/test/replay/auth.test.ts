import { expect, test } from 'vitest';
import { runTree } from '../host/auth-tree.ts';
import { keypairOf } from '../host/test-ledger.ts';

const [alice, bob] = [keypairOf('alice'), keypairOf('bob')];
const DENIED = 'Error(Auth, InvalidAction)';

/** Calls, what Alice signed (and Bob), and how many entries of each were used up; none is used where the calls fail. */
type Case = readonly [name: string, calls: string, alice: string, used: number | typeof DENIED];

const NESTED = '0(1(3 2) 2(4 3))';
const TWO = '-0(1(3 2) 2(4 3))';
const TRIED = '-0(?1(3 2) ?2(4 3))';
const REUSED = '-0(?1(3 2) 1(3 4))';

const CASES: readonly Case[] = [
  ['test_single_authorized_call: as signed', '0', '0', 1],
  ['test_single_authorized_call: with another call signed as well', '0', '1 0', 1],
  ['test_single_authorized_call: with another call signed below', '0', '0(1)', 1],
  ['test_single_authorized_call: nothing signed', '0', '', DENIED],
  ['test_single_authorized_call: another contract', '0', '1', DENIED],
  ['test_single_authorized_call: signed as called by another', '0', '1(0)', DENIED],
  ['test_single_authorized_call_tree: in another order', NESTED, '0(2(3 4) 1(2 3))', 1],
  ['test_single_authorized_call_tree: with more than is called', NESTED, '0(1(2 3 4) 2(3 4) 3) 0', 1],
  ['test_single_authorized_call_tree: one call missing', NESTED, '0(1(2) 2(3 2))', DENIED],
  ['test_single_authorized_call_tree: another contract in the middle', NESTED, '0(4(2 3) 2(3 4))', DENIED],
  ['test_single_authorized_call_tree: an empty root before', NESTED, '0 0(1(2 3) 2(3 4))', DENIED],
  ['test_disjoint_tree_not_allowed: whole', '0(1)', '0(1)', 1],
  ['test_disjoint_tree_not_allowed: split', '0(1)', '0 1', DENIED],
  ['test_two_authorized_trees: both', TWO, '1(2 3) 2(3 4)', 2],
  ['test_two_authorized_trees_with_rollback: both fail', TRIED, '1(2) 2(3)', 0],
  ['test_two_authorized_trees_with_rollback: the first fails', TRIED, '1(2) 2(3 4)', 1],
  ['test_two_authorized_trees_with_rollback: the second fails', TRIED, '1(2 3) 2(3)', 1],
  ['test_two_authorized_trees_with_rollback: only the second is signed', TRIED, '2(3 4)', 1],
  ['test_two_authorized_trees_with_rollback: none is signed', TRIED, '', 0],
  ['test_rolled_back_auth_entry_can_be_reused: by the call that follows', REUSED, '1(3 4)', 1],
  ['test_rolled_back_auth_entry_can_be_reused: not where it was used', REUSED, '1(3 2)', DENIED],
];

test.each(CASES)('auth::%s', (_, calls, signed, used) => {
  const {
    error,
    used: [count],
  } = runTree(calls, [[alice, signed]], [alice]);
  expect(error ?? count).toBe(used);
  if (error !== undefined) expect(count).toBe(0);
});

type Both = readonly [name: string, alice: string, bob: string, used: readonly number[] | typeof DENIED];

test.each<Both>([
  ['both signed', '0', '0', [1, 1]],
  ['one signed', '', '0', DENIED],
  ['one signed another contract', '1', '0', DENIED],
  ['one signed it as called by another', '1(0)', '0', DENIED],
])('auth::test_single_authorized_call_for_multiple_addresses: %s', (_, first, second, used) => {
  const outcome = runTree(
    '0',
    [
      [alice, first],
      [bob, second],
    ],
    [alice, bob],
  );
  expect(outcome.error ?? outcome.used).toEqual(used);
});

test.each<Both>([
  ['the one signed', '', '0', [0, 1]],
  ['both signed', '0', '0', [0, 1]],
  ['the other signed another contract', '1', '0', [0, 1]],
  ['only the other signed', '0', '', DENIED],
])('auth::test_single_authorization_for_one_address_among_multiple: %s', (_, first, second, used) => {
  const outcome = runTree(
    '0',
    [
      [alice, first],
      [bob, second],
    ],
    [bob],
  );
  expect(outcome.error ?? outcome.used).toEqual(used);
});
