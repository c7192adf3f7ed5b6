import { openContracts } from '@istsi/contracts';
import { Mode, Role } from '@istsi/contracts/clients/integration-router';
import { openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { plannedManifest } from '../deployment/deploy-system.ts';
import { describeAction } from './describe-action.ts';
import { parseAction, parseAdministration } from './parse-action.ts';

const networkPassphrase = 'Standalone Network ; February 2017';
const manifest = plannedManifest({ networkPassphrase, deployer: Keypair.random() });
const contracts = openContracts(manifest, openNetwork({ rpcUrl: 'http://127.0.0.1:1', networkPassphrase }));
const person = Keypair.random().publicKey();
const token = manifest.contracts['istsi-token'].id;

describe('an action from text', () => {
  test.each<[string, string[], unknown, RegExp]>([
    ['Resume', [], { tag: 'Resume' }, /runs again/],
    ['RelaxMode', ['Normal'], { tag: 'RelaxMode', values: [Mode.Normal] }, /becomes Normal/],
    [
      'GrantRole',
      [person, 'Operator'],
      { tag: 'GrantRole', values: [person, Role.Operator] },
      /is given the role Operator/,
    ],
    ['RevokeRole', [person, '3'], { tag: 'RevokeRole', values: [person, Role.Operator] }, /loses the role Operator/],
    [
      'SetLimits',
      ['2', 'Transfer', '9007199254740993', '2', '3'],
      { values: [2, 3, 9_007_199_254_740_993n, 2n, 3n] },
      /tier 2/,
    ],
    ['SetCustodians', [`["${person}"]`, '1'], { values: [[person], 1] }, /1 of these custodians/],
    [
      'SetGovernance',
      ['{"threshold":2,"delay":"172800","expiry":777600}'],
      { values: [{ threshold: 2, delay: 172_800n, expiry: 777_600n }] },
      /2 approvals/,
    ],
    [
      'SetBatchCall',
      [token, 'transfer', 'true'],
      { values: [token, 'transfer', true] },
      /batches may call transfer of istsi-token/,
    ],
  ])('%s is what the contract takes, and is told again in words', (tag, texts, action, words) => {
    const parsed = parseAction(contracts, tag, texts);
    expect(parsed).toMatchObject(action as object);
    expect(describeAction(parsed, manifest)).toMatch(words);
    expect(contracts.router.invocation('propose', { proposer: person, action: parsed })).toBeDefined();
  });

  test('a setting of another contract is encoded by that contract’s spec', () => {
    const parsed = parseAdministration(contracts, 'kyc-registry', 'set_exempt', [person, 'true', 'a treasury']);
    expect(parsed).toMatchObject({
      tag: 'Administer',
      values: [manifest.contracts['kyc-registry'].id, 'set_exempt', [{}, {}, {}]],
    });
  });

  test.each<[string, string, string[], RegExp]>([
    ['an action that is none', 'Fly', [], /there is no action Fly; there are .*GrantRole/],
    ['too few values', 'GrantRole', [person], /GrantRole takes 2 values, and 1 were given/],
    ['too many', 'Resume', ['now'], /Resume takes 0 values, and 1 were given/],
    ['an address that is none', 'GrantRole', ['GAB', 'Operator'], /value 1 of GrantRole: expected an address/],
    ['a role that is none', 'GrantRole', [person, 'King'], /expected one of SuperAdmin, .*, not King/],
    ['a fraction', 'SetLimits', ['2', '0', '1.5', '2', '3'], /value 3 of SetLimits: .*whole number/],
    ['a number below zero', 'SetLimits', ['2', '0', '-1', '2', '3'], /from 0 to 18446744073709551615/],
    ['a number too large for its type', 'SetLimits', ['4294967296', '0', '1', '2', '3'], /from 0 to 4294967295/],
    [
      'a number that JSON cannot carry',
      'SetGovernance',
      ['{"threshold":1,"delay":9007199254740993,"expiry":1}'],
      /large ones as text/,
    ],
    ['half a structure', 'SetGovernance', ['{"threshold":1}'], /JSON object with delay, expiry, threshold/],
    ['a member too many', 'SetGovernance', ['{"threshold":1,"delay":0,"expiry":1,"x":1}'], /only, not x/],
    ['what is no JSON', 'SetCustodians', ['G…', '1'], /expected JSON/],
    ['neither true nor false', 'SetBatchCall', [token, 'transfer', 'yes'], /expected true or false/],
    ['a hash that is cut off', 'UpgradeContract', [token, 'ab', token], /32 bytes in hex/],
    ['a setting as an action', 'Administer', [token, 'x', '[]'], /administer <contract> <function>/],
  ])('%s is refused', (_, tag, texts, message) => {
    expect(() => parseAction(contracts, tag, texts)).toThrow(message);
  });

  test.each<[string, string, string[], RegExp]>([
    ['a contract that is not known', 'oracle', ['set_config'], /no setting of oracle is known here/],
    ['an entry that is none', 'reserve-manager', ['set_x'], /reserve-manager has no set_x; it has .*set_policy/],
  ])('%s is refused', (_, target, [name, ...texts], message) => {
    expect(() => parseAdministration(contracts, target, name!, texts)).toThrow(message);
  });
});
