import { buildTransaction } from '../src/encoding/transaction.ts';
import type { ScriptErrorCode } from '../src/script/script-error.ts';
import { spendingTransaction } from '../src/script/signature-hash.ts';
import { verifyInput } from '../src/script/verify-input.ts';

export type ScriptSpend = {
  script: Buffer;
  scriptSig?: Buffer;
  witness?: Buffer[];
  flags: number;
  lockTime?: number;
  sequence?: number;
  version?: number;
};

/** Verifies one input that spends `script`, in a transaction of its own. */
export function spendScript(spend: ScriptSpend): ScriptErrorCode | undefined {
  const output = { valueSats: 1000n, script: spend.script };
  const tx = buildTransaction({
    version: spend.version ?? 2,
    lockTime: spend.lockTime ?? 0,
    inputs: [
      {
        prevTxid: '11'.repeat(32),
        vout: 0,
        scriptSig: spend.scriptSig ?? Buffer.alloc(0),
        sequence: spend.sequence ?? 0xffffffff,
        witness: spend.witness ?? [],
      },
    ],
    outputs: [{ valueSats: 900n, script: Buffer.from([0x51]) }],
  });
  return verifyInput(spendingTransaction(tx, [output]), 0, spend.flags);
}
