import { compactSize, i64, u32, varBytes } from '../encoding/bytes.ts';
import { hash256, sha256, taggedHash } from '../encoding/hash.ts';
import { encodeOutput, type Transaction, type TxInput, type TxOutput } from '../encoding/transaction.ts';
import { instructions } from './instructions.ts';
import { OP } from './opcodes.ts';

export const SIGHASH = { DEFAULT: 0, ALL: 1, NONE: 2, SINGLE: 3, ANYONECANPAY: 0x80 } as const;

/** One transaction under verification: the outputs it spends, and digests shared by its inputs. */
export type SpendingTransaction = { tx: Transaction; spent: TxOutput[]; digests: Map<string, Buffer> };

export const spendingTransaction = (tx: Transaction, spent: TxOutput[]): SpendingTransaction => ({
  tx,
  spent,
  digests: new Map(),
});

const ZERO = Buffer.alloc(32);
const ONE = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);

function digestOnce(spending: SpendingTransaction, name: string, compute: () => Buffer): Buffer {
  let digest = spending.digests.get(name);
  if (!digest) {
    digest = compute();
    spending.digests.set(name, digest);
  }
  return digest;
}

const encodeOutpoint = (input: TxInput): Buffer => Buffer.concat([input.prevHash, u32(input.vout)]);
const outpoints = (tx: Transaction): Buffer => Buffer.concat(tx.inputs.map(encodeOutpoint));
const sequences = (tx: Transaction): Buffer => Buffer.concat(tx.inputs.map((input) => u32(input.sequence)));
const outputs = (tx: Transaction): Buffer => Buffer.concat(tx.outputs.map(encodeOutput));

/** OP_CODESEPARATOR is left out of the script code that legacy signatures commit to. */
function withoutCodeSeparators(script: Buffer): Buffer {
  if (!script.includes(OP.CODESEPARATOR)) return script;
  const parts: Buffer[] = [];
  let start = 0;
  let end = 0;
  for (const instruction of instructions(script)) {
    if (!instruction) break;
    if (instruction.opcode === OP.CODESEPARATOR) {
      parts.push(script.subarray(start, end));
      start = instruction.end;
    }
    end = instruction.end;
  }
  parts.push(script.subarray(start));
  return Buffer.concat(parts);
}

/** The original signature hash. SIGHASH_SINGLE without a matching output yields the number one, as it always did. */
export function legacySignatureHash(tx: Transaction, index: number, scriptCode: Buffer, hashType: number): Buffer {
  const base = hashType & 0x1f;
  const onlyThis = (hashType & SIGHASH.ANYONECANPAY) !== 0;
  if (base === SIGHASH.SINGLE && index >= tx.outputs.length) return ONE;
  const code = withoutCodeSeparators(scriptCode);
  const inputs = (onlyThis ? [tx.inputs[index]!] : tx.inputs).map((input, position) => {
    const isSigned = onlyThis || position === index;
    const keepsSequence = isSigned || (base !== SIGHASH.NONE && base !== SIGHASH.SINGLE);
    const script = isSigned ? varBytes(code) : compactSize(0);
    return Buffer.concat([encodeOutpoint(input), script, u32(keepsSequence ? input.sequence : 0)]);
  });
  let signedOutputs = tx.outputs.map(encodeOutput);
  if (base === SIGHASH.NONE) signedOutputs = [];
  if (base === SIGHASH.SINGLE) {
    const blank = encodeOutput({ valueSats: -1n, script: Buffer.alloc(0) });
    signedOutputs = signedOutputs.slice(0, index + 1).map((output, position) => (position === index ? output : blank));
  }
  return hash256(
    Buffer.concat([
      u32(tx.version),
      compactSize(inputs.length),
      ...inputs,
      compactSize(signedOutputs.length),
      ...signedOutputs,
      u32(tx.lockTime),
      u32(hashType),
    ]),
  );
}

/** Signature hash of BIP143, for witness version 0. */
export function witnessV0SignatureHash(
  spending: SpendingTransaction,
  index: number,
  scriptCode: Buffer,
  hashType: number,
): Buffer {
  const { tx, spent } = spending;
  const base = hashType & 0x1f;
  const onlyThis = (hashType & SIGHASH.ANYONECANPAY) !== 0;
  const partial = base === SIGHASH.NONE || base === SIGHASH.SINGLE;
  const hashPrevouts = onlyThis ? ZERO : digestOnce(spending, 'v0.prevouts', () => hash256(outpoints(tx)));
  const hashSequence = onlyThis || partial ? ZERO : digestOnce(spending, 'v0.sequences', () => hash256(sequences(tx)));
  let hashOutputs: Buffer = ZERO;
  if (!partial) hashOutputs = digestOnce(spending, 'v0.outputs', () => hash256(outputs(tx)));
  else if (base === SIGHASH.SINGLE && index < tx.outputs.length)
    hashOutputs = hash256(encodeOutput(tx.outputs[index]!));
  const input = tx.inputs[index]!;
  return hash256(
    Buffer.concat([
      u32(tx.version),
      hashPrevouts,
      hashSequence,
      encodeOutpoint(input),
      varBytes(scriptCode),
      i64(spent[index]!.valueSats),
      u32(input.sequence),
      hashOutputs,
      u32(tx.lockTime),
      u32(hashType),
    ]),
  );
}

export type TapscriptCommitment = { leafHash: Buffer; codeSeparatorPosition: number };

/** Signature hash of BIP341 and BIP342; undefined when the hash type is not allowed for this input. */
export function taprootSignatureHash(
  spending: SpendingTransaction,
  index: number,
  hashType: number,
  annex: Buffer | undefined,
  tapscript: TapscriptCommitment | undefined,
): Buffer | undefined {
  if (hashType > 3 && (hashType < 0x81 || hashType > 0x83)) return undefined;
  const { tx, spent } = spending;
  const outputType = hashType === SIGHASH.DEFAULT ? SIGHASH.ALL : hashType & 3;
  const onlyThis = (hashType & SIGHASH.ANYONECANPAY) !== 0;
  const input = tx.inputs[index]!;
  const parts: Buffer[] = [Buffer.from([0, hashType]), u32(tx.version), u32(tx.lockTime)];
  const once = (name: string, compute: () => Buffer): number =>
    parts.push(digestOnce(spending, name, () => sha256(compute())));
  if (!onlyThis) {
    once('tap.prevouts', () => outpoints(tx));
    once('tap.amounts', () => Buffer.concat(spent.map((output) => i64(output.valueSats))));
    once('tap.scripts', () => Buffer.concat(spent.map((output) => varBytes(output.script))));
    once('tap.sequences', () => sequences(tx));
  }
  if (outputType === SIGHASH.ALL) once('tap.outputs', () => outputs(tx));
  parts.push(Buffer.from([(tapscript ? 2 : 0) | (annex ? 1 : 0)]));
  if (onlyThis) parts.push(encodeOutpoint(input), encodeOutput(spent[index]!), u32(input.sequence));
  else parts.push(u32(index));
  if (annex) parts.push(sha256(varBytes(annex)));
  if (outputType === SIGHASH.SINGLE) {
    const output = tx.outputs[index];
    if (!output) return undefined;
    parts.push(sha256(encodeOutput(output)));
  }
  // 0 is the key version of BIP342.
  if (tapscript) parts.push(tapscript.leafHash, Buffer.from([0]), u32(tapscript.codeSeparatorPosition));
  return taggedHash('TapSighash', ...parts);
}
