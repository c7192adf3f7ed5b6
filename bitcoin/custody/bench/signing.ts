import { networks } from '../src/networks.ts';
import { assemble } from '../src/withdrawal/assemble.ts';
import type { Proposal } from '../src/withdrawal/proposal.ts';
import { encodeProposal } from '../src/withdrawal/psbt.ts';
import { type SigningRules, verifyProposal } from '../src/withdrawal/verify-proposal.ts';
import { changeOutput, foreignScript, fundedInput, startCustody } from '../test/withdrawal-world.ts';
import { type BenchRow, watchMemory } from './measure.ts';

const INPUTS = 10;
const ROUNDS = 5;
const HELD = 50;

/** Milliseconds for one of two holders to verify and sign a payment from ten coins, and to assemble the result. */
export async function benchSigning(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const kind of ['wsh', 'tr'] as const) {
    const custody = await startCustody(kind);
    const epochs = [custody.descriptor];
    const payment = { withdrawalId: 'one', scriptPubKey: foreignScript(1), amountSats: 500_000n };
    const proposal: Proposal = {
      inputs: Array.from({ length: INPUTS }, (_, index) => fundedInput(custody.descriptor, index, 100_000n)),
      outputs: [payment, changeOutput(custody.descriptor, 0, 490_000n)],
      lockTime: 0,
    };
    const limits = { mostFeeSats: 20_000n, mostSatsPerKvb: 50_000n, mostInputs: INPUTS, changeLanes: 1, tipHeight: 0 };
    const rules: SigningRules = { epochs, payments: [payment], ...limits };
    const psbt = encodeProposal(epochs, proposal);
    const sign = async (holder: number) =>
      (await custody.keystores[holder]?.signPsbt(psbt, { network: networks.regtest, kind })) ?? psbt;

    const verifyMs = await milliseconds(() => {
      if (!verifyProposal(proposal, rules).ok) throw new Error('the proposal is honest');
    });
    const signMs = await milliseconds(() => sign(0));
    const signed = [await sign(0), await sign(1)];
    const memory = watchMemory();
    const held = await Promise.all(Array.from({ length: HELD }, () => sign(0)));
    const heldKb = (memory() * 1e3) / held.length;
    const assembleMs = await milliseconds(() => assemble(epochs, proposal, signed));
    await custody.remove();
    const row = (what: string, value: number) => ({ name: `${kind} ${what}, ${INPUTS} inputs`, value, unit: 'ms' });
    rows.push(
      row('proposal verified', verifyMs),
      row('PSBT signed', signMs),
      { name: `${kind} signed PSBT, ${INPUTS} inputs: memory held`, value: heldKb, unit: 'kB' },
      row('signatures verified and assembled', assembleMs),
    );
  }
  return rows;
}

async function milliseconds(run: () => unknown): Promise<number> {
  await run();
  const start = performance.now();
  for (let i = 0; i < ROUNDS; i++) await run();
  return Math.round((performance.now() - start) / ROUNDS);
}
