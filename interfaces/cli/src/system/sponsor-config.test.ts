import { defaultSponsorBudgets } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { sponsorSettings } from './sponsor-config.ts';

const [one, two, operator] = [Keypair.random().secret(), Keypair.random().secret(), Keypair.random().secret()];
const empty = {
  ...{ callStroops: undefined, identityDayStroops: undefined, dayStroops: undefined, totalStroops: undefined },
};

test('nobody sponsors who is not configured', () => expect(sponsorSettings(undefined, [operator])).toEqual({}));

test('sums that are named take the place of the usual ones', () => {
  const { sponsor } = sponsorSettings({ ...empty, keys: [one, two], dayStroops: 7 }, [operator]);
  const { keys, ...budgets } = sponsor!;
  expect(keys.map((key) => key.secret())).toEqual([one, two]);
  expect(budgets).toEqual({ ...defaultSponsorBudgets, dayStroops: 7n });
});

describe('a key that pays for whoever asks', () => {
  test.each<[string, string[]]>([
    ['is nobody else’s', [one, operator]],
    ['stands there once', [one, one]],
  ])('%s', (_, keys) => {
    expect(() => sponsorSettings({ ...empty, keys }, [operator, operator])).toThrow(/sponsor\.keys/);
  });
});
