import { Transaction } from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assemble, decodeProposal, encodeProposal, networks, type Proposal, verifyProposal } from '../src/index.ts';
import { changeOutput, foreignScript, fundedInput, startCustody } from './withdrawal-world.ts';

/** What other tools write and read: the library that signs, asked to behave as they do. */
const lenient = { allowUnknownOutputs: true, lowR: true };
const kinds = ['wsh', 'tr'] as const;

type Custody = Awaited<ReturnType<typeof startCustody>>;
const custodies = new Map<string, Custody>();
beforeAll(async () => {
  for (const kind of kinds) custodies.set(kind, await startCustody(kind));
});
afterAll(async () => {
  for (const custody of custodies.values()) await custody.remove();
});

function payment(kind: (typeof kinds)[number]) {
  const world = custodies.get(kind)!;
  const { descriptor } = world;
  const proposal: Proposal = {
    inputs: [fundedInput(descriptor, 0, 50_000n), fundedInput(descriptor, 1, 30_000n)],
    outputs: [{ scriptPubKey: foreignScript(1), amountSats: 20_000n }, changeOutput(descriptor, 0, 59_000n)],
    lockTime: 0,
  };
  const epochs = [descriptor];
  const psbt = encodeProposal(epochs, proposal);
  const sign = async (n: number, given = psbt) =>
    await world.keystores[n]!.signPsbt(given, { network: networks.regtest, kind });
  const complete = (...files: Uint8Array[]) => {
    const { result, rejected } = assemble(epochs, proposal, files);
    return { complete: result.complete, rejected: rejected.length };
  };
  return { epochs, proposal, psbt, sign, complete };
}

/** Signed by two, and finished as BIP-174's Input Finalizer does: the signatures' names are gone. */
async function finalized({ sign }: ReturnType<typeof payment>): Promise<Transaction> {
  const [a, b] = await Promise.all([sign(0), sign(2)]);
  const both = Transaction.fromPSBT(a, lenient).combine(Transaction.fromPSBT(b, lenient));
  both.finalize();
  return both;
}

describe.each(kinds)('a payment of a %s custody', (kind) => {
  test('is written as BIP-174 has it: version 0, with the unsigned transaction', () => {
    const { psbt } = payment(kind);
    expect(Buffer.from(psbt.subarray(0, 5)).toString('latin1')).toBe('psbt\xff');
    // A key of one byte, PSBT_GLOBAL_UNSIGNED_TX.
    expect([...psbt.subarray(5, 7)]).toEqual([1, 0]);
  });

  test.each([0, 2])('is read in version %i, and signed in the version it came in', async (version) => {
    const { epochs, proposal, psbt, sign, complete } = payment(kind);
    const given = Transaction.fromPSBT(psbt, lenient).toPSBT(version);
    expect(decodeProposal(epochs, given)).toEqual(decodeProposal(epochs, psbt));
    expect(decodeProposal(epochs, given).outputs).toEqual(proposal.outputs);
    const [a, b] = await Promise.all([sign(0, given), sign(1, given)]);
    expect(Transaction.fromPSBT(a, lenient).toPSBT(version)).toEqual(a);
    expect(complete(a, b)).toEqual({ complete: true, rejected: 0 });
  });

  test.each([0, 2])('that another tool finalized is complete (version %i)', async (version) => {
    const one = payment(kind);
    const final = (await finalized(one)).toPSBT(version);
    expect(Transaction.fromPSBT(final, lenient).getInput(0)).not.toHaveProperty('partialSig');
    expect(one.complete(final)).toEqual({ complete: true, rejected: 0 });
  });

  test('that is final but signed by nobody of the custody is not', async () => {
    const one = payment(kind);
    const final = await finalized(one);
    const { finalScriptWitness } = final.getInput(0);
    const spoiled = finalScriptWitness!.map((item) =>
      item.length >= 64 && item.length <= 73 ? item.toReversed() : item,
    );
    final.updateInput(0, { finalScriptWitness: spoiled }, true);
    const { result } = assemble(one.epochs, one.proposal, [final.toPSBT(0)]);
    expect(result).toMatchObject({ complete: false, signatures: [0, 2] });
  });
});

/** Bitcoin Core's wallet leaves a taproot input with its witness UTXO alone. */
function stripped(
  psbt: Uint8Array,
  change: (output: { script: Uint8Array; amount: bigint }) => void = () => undefined,
) {
  const transaction = Transaction.fromPSBT(psbt, lenient);
  for (let i = 0; i < transaction.inputsLength; i++) {
    const { witnessUtxo } = transaction.getInput(i);
    change(witnessUtxo!);
    transaction.updateInput(i, { nonWitnessUtxo: undefined, witnessUtxo } as never, true);
  }
  return transaction.toPSBT(0);
}

describe('a PSBT without the transactions that it spends', () => {
  const rules = ({ epochs, proposal }: ReturnType<typeof payment>) => ({
    epochs,
    payments: [{ withdrawalId: 'one', scriptPubKey: proposal.outputs[0]!.scriptPubKey, amountSats: 20_000n }],
    ...{ mostFeeSats: 5_000n, mostSatsPerKvb: 100_000n, mostInputs: 5, changeLanes: 1, tipHeight: 0 },
  });

  test('is judged and signed where it is taproot, and its signatures count', async () => {
    const one = payment('tr');
    const given = stripped(one.psbt);
    const proposal = decodeProposal(one.epochs, given);
    expect(proposal.inputs[0]).toMatchObject({ claimedOutput: { amountSats: 50_000n } });
    expect(verifyProposal(proposal, rules(one))).toMatchObject({ ok: true, feeSats: 1_000n });
    const written = encodeProposal(one.epochs, proposal);
    const [a, b] = await Promise.all([one.sign(0, given), one.sign(1, written)]);
    expect(one.complete(a, b)).toEqual({ complete: true, rejected: 0 });
  });

  test('nor the internal key, is signed as taproot all the same', async () => {
    const one = payment('tr');
    const transaction = Transaction.fromPSBT(one.psbt, lenient);
    for (let i = 0; i < transaction.inputsLength; i++) {
      transaction.updateInput(i, { tapInternalKey: undefined } as never, true);
    }
    const given = transaction.toPSBT(0);
    expect(Transaction.fromPSBT(given, lenient).getInput(0)).not.toHaveProperty('tapInternalKey');
    expect(one.complete(await one.sign(0, given), await one.sign(1, given))).toEqual({ complete: true, rejected: 0 });
  });

  test('that lies about an amount brings signatures that are worth nothing', async () => {
    const one = payment('tr');
    const lying = stripped(one.psbt, (output) => {
      output.amount -= 500n;
    });
    expect(one.complete(await one.sign(0, lying))).toEqual({ complete: false, rejected: 2 });
  });

  test('is refused where it is not: nothing would cover the amounts of the others', async () => {
    const one = payment('wsh');
    const given = stripped(one.psbt);
    expect(() => decodeProposal(one.epochs, given)).toThrow(/lacks the transaction it spends/);
    await expect(one.sign(0, given)).rejects.toThrow(/nonWitnessUtxo/);
  });
});
