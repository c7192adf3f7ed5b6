import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Custody, changeOutput, foreignScript, fundedInput, startCustody } from '../../test/withdrawal-world.ts';
import type { Proposal, ProposedInput } from './proposal.ts';
import { decodeProposal, encodeProposal, unsignedTransaction } from './psbt.ts';
import { checkFamily, MOST_WEIGHT_V3 } from './truc.ts';
import { verifyProposal } from './verify-proposal.ts';

let custody: Custody;
beforeAll(async () => {
  custody = await startCustody('wsh');
});
afterAll(async () => await custody.remove());

/** Spends this many coins, and pays the rest to the reserve but for a satoshi per vbyte or so. */
function proposalOf(inputs: number, version?: 2 | 3): Proposal {
  const { descriptor } = custody;
  return {
    inputs: Array.from({ length: inputs }, (_, n) => fundedInput(descriptor, n, 50_000n)),
    outputs: [
      { scriptPubKey: foreignScript(1), amountSats: 30_000n },
      changeOutput(descriptor, 0, 50_000n * BigInt(inputs) - 30_000n - 150n * BigInt(inputs)),
    ],
    lockTime: 0,
    ...(version && { version }),
  };
}

describe('the version of a transaction', () => {
  test.each<[2 | 3 | undefined, number]>([
    [undefined, 2],
    [2, 2],
    [3, 3],
  ])('%s is what is signed, and comes back from a PSBT', (version, expected) => {
    const epochs = [custody.descriptor];
    const proposal = proposalOf(1, version);
    const unsigned = unsignedTransaction(epochs, proposal);
    expect(Buffer.from(unsigned).readUInt32LE(0)).toBe(expected);
    const read = decodeProposal(epochs, encodeProposal(epochs, proposal));
    expect(Buffer.from(unsignedTransaction(epochs, read))).toEqual(Buffer.from(unsigned));
  });

  test('is 3 of nothing that no node relays as such', () => {
    const verify = (version: 2 | 3) =>
      verifyProposal(proposalOf(110, version), {
        epochs: [custody.descriptor],
        payments: [{ withdrawalId: 'a', scriptPubKey: foreignScript(1), amountSats: 30_000n }],
        ...{ mostFeeSats: 1_000_000n, mostSatsPerKvb: 1_000_000n, mostInputs: 200, changeLanes: 1, tipHeight: 0 },
      });
    expect(verify(2)).toMatchObject({ ok: true });
    expect(verify(3)).toMatchObject({ ok: false, reason: { code: 'too-heavy', mostWeight: MOST_WEIGHT_V3 } });
  });
});

describe('beside what is in no block yet', () => {
  /** An output of a transaction of this version. */
  const spending = (name: string, version: number): ProposedInput => ({
    ...{ txid: name.repeat(64), vout: 0, index: 0 },
    previousTransaction: Buffer.from([version, 0, 0, 0]),
  });

  test.each<[string, 2 | 3 | undefined, number, ProposedInput[], object | undefined]>([
    ['nothing, whatever its weight', 3, 39_000, [], undefined],
    ['version 3 with 3', 3, 4_000, [spending('a', 3)], undefined],
    ['two outputs of one parent', 3, 900, [spending('a', 3), { ...spending('a', 3), vout: 1 }], undefined],
    ['version 2 with 2, of any weight', 2, 40_000, [spending('a', 2), spending('b', 2)], undefined],
    ['version 1 with 2, unsaid', undefined, 900, [spending('a', 1)], undefined],
    ['version 3 with 2', 3, 900, [spending('a', 2)], { code: 'parent-of-other-version', required: 3, found: 2 }],
    ['version 2 with 3', 2, 900, [spending('a', 3)], { code: 'parent-of-other-version', required: 2, found: 3 }],
    ['unsaid with 3', undefined, 900, [spending('a', 3)], { code: 'parent-of-other-version', required: 2 }],
    ['two parents', 3, 900, [spending('a', 3), spending('b', 3)], { code: 'too-many-parents', most: 1, found: 2 }],
    ['too heavy', 3, 4_001, [spending('a', 3)], { code: 'child-too-heavy', mostWeight: 4_000, weight: 4_001 }],
  ])('%s', (_, version, weight, waiting, expected) => {
    const refusal = checkFamily(version, weight, waiting);
    if (expected) expect(refusal).toMatchObject(expected);
    else expect(refusal).toBeUndefined();
  });
});
