import { Transaction } from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Custody, changeOutput, foreignScript, fundedInput, startCustody } from '../../test/withdrawal-world.ts';
import { networks } from '../networks.ts';
import { assemble } from './assemble.ts';
import { type Proposal, proposalWeight } from './proposal.ts';
import { decodeProposal, encodeProposal, openPsbt, toTransaction } from './psbt.ts';

const network = networks.regtest;

describe.each(['wsh', 'tr'] as const)('a %s proposal', (kind) => {
  let custody: Custody;
  let proposal: Proposal;
  beforeAll(async () => {
    custody = await startCustody(kind);
    const { descriptor } = custody;
    proposal = {
      inputs: [fundedInput(descriptor, 0, 50_000n), fundedInput(descriptor, 1, 60_000n)],
      outputs: [{ scriptPubKey: foreignScript(1), amountSats: 80_000n }, changeOutput(descriptor, 0, 28_000n)],
      lockTime: 5,
    };
  });
  afterAll(() => custody.remove());

  const epochs = () => [custody.descriptor];
  const psbt = () => encodeProposal(epochs(), proposal);
  const sign = (...holders: number[]) =>
    Promise.all(
      holders.map(async (holder) => (await custody.keystores[holder]?.signPsbt(psbt(), { network, kind })) ?? psbt()),
    );

  test('is the same after a journey as a PSBT', () => {
    expect(decodeProposal(epochs(), psbt())).toEqual(proposal);
    expect(openPsbt(psbt()).id).toBe(toTransaction(epochs(), proposal).id);
  });

  test.each([[[0, 1]], [[0, 2]], [[1, 2]], [[2, 1, 0]]])(
    'signed by holders %j is complete, at the weight foreseen',
    async (holders) => {
      const { result, rejected } = assemble(epochs(), proposal, await sign(...holders));
      if (!result.complete) throw new Error('two signatures suffice');
      expect(rejected).toEqual([]);
      const foreseen = proposalWeight(epochs(), proposal);
      // An ECDSA signature is a byte shorter once in 256 times.
      if (kind === 'tr') expect(result.weight).toBe(foreseen);
      expect(foreseen - result.weight).toBeGreaterThanOrEqual(0);
      expect(foreseen - result.weight).toBeLessThanOrEqual(4);
      expect(result.txid).toBe(toTransaction(epochs(), proposal).id);
    },
  );

  test('signed by one holder is not complete', async () => {
    const { result } = assemble(epochs(), proposal, await sign(1));
    expect(result).toEqual({ complete: false, signatures: [1, 1], needed: [2, 2] });
  });

  test('signed twice by one holder still counts one', async () => {
    const { result } = assemble(epochs(), proposal, await sign(1, 1));
    expect(result).toMatchObject({ complete: false, signatures: [1, 1] });
  });

  test('with a spoiled signature is completed by the others, and tells whose it was', async () => {
    const [bad, ...good] = await sign(0, 1, 2);
    const spoiled = Buffer.from(bad ?? []);
    const { partialSig, tapScriptSig } = openPsbt(spoiled).getInput(0);
    const signature = (partialSig ?? tapScriptSig)?.[0]?.[1] ?? Buffer.of();
    const at = spoiled.indexOf(signature) + 40;
    spoiled[at] = (spoiled[at] ?? 0) ^ 1;
    const { result, rejected } = assemble(epochs(), proposal, [spoiled, ...good]);
    expect(rejected).toMatchObject([{ from: 0, input: 0 }]);
    expect(result.complete).toBe(true);
  });

  test('is not completed from signatures for another transaction', async () => {
    const other = { ...proposal, outputs: [{ scriptPubKey: foreignScript(2), amountSats: 80_000n }] };
    const theirs = await custody.keystores[0]?.signPsbt(encodeProposal(epochs(), other), { network, kind });
    expect(() => assemble(epochs(), proposal, [theirs ?? Buffer.of()])).toThrow(
      expect.objectContaining({ code: 'withdrawal/other-transaction', context: { from: 0 } }),
    );
  });

  test('of another account is not signed', async () => {
    const other = custody.keystores[0]?.signPsbt(psbt(), { network, kind, epoch: 1 });
    await expect(other).rejects.toMatchObject({ code: 'withdrawal/nothing-to-sign' });
  });

  test.each<[string, (transaction: Transaction) => void, RegExp]>([
    ['a sighash type', (transaction) => transaction.updateInput(0, { sighashType: 0x81 }), /sighash type 129/],
    ['a final sequence', (transaction) => transaction.updateInput(0, { sequence: 0xffffffff }), /sequence/],
  ])('that asks for %s is refused when read', (_, change, message) => {
    const transaction = toTransaction(epochs(), proposal);
    change(transaction);
    expect(() => decodeProposal(epochs(), transaction.toPSBT(2))).toThrow(message);
  });

  test.each([0x02, 0x03, 0x81, 0x83])(
    'with sighash type %d is not signed even if nobody looked',
    async (sighashType) => {
      const transaction = toTransaction(epochs(), proposal);
      transaction.updateInput(0, { sighashType });
      const signing = custody.keystores[0]?.signPsbt(transaction.toPSBT(2), { network, kind });
      await expect(signing).rejects.toThrow(/sigHash/);
    },
  );

  test('with a false amount beside the true transaction is refused when read', () => {
    const transaction = new Transaction({ PSBTVersion: 2, allowUnknownOutputs: true, disableScriptCheck: true });
    for (let i = 0; i < proposal.inputs.length; i++) {
      const { finalScriptSig: _, ...input } = toTransaction(epochs(), proposal).getInput(i);
      const { nonWitnessUtxo: __, ...bare } = input;
      transaction.addInput({ ...bare, witnessUtxo: { script: foreignScript(3), amount: 1n } } as never);
    }
    transaction.addOutput({ script: foreignScript(1), amount: 1n });
    expect(() => decodeProposal(epochs(), transaction.toPSBT(2))).toThrow(
      expect.objectContaining({ code: 'withdrawal/psbt' }),
    );
  });

  test.each([
    ['nothing', Buffer.of()],
    ['its first bytes alone', Buffer.from('psbt\xff', 'latin1')],
    ['noise', Buffer.alloc(200, 0xff)],
  ])('as %s is no PSBT', (_, bytes) => {
    expect(() => decodeProposal(epochs(), bytes)).toThrow(expect.objectContaining({ code: 'withdrawal/psbt' }));
  });
});
