import { hash160 } from '../encoding/hash.ts';
import { buildTransaction, type Transaction, type TxOutput } from '../encoding/transaction.ts';
import { STANDARD_FLAGS } from '../script/flags.ts';
import { instructions, pushData } from '../script/instructions.ts';
import { OP } from '../script/opcodes.ts';
import { spendingTransaction } from '../script/signature-hash.ts';
import { tapLeafHash } from '../script/taproot.ts';
import { matchTemplate } from '../script/templates.ts';
import { verifyInput } from '../script/verify-input.ts';
import { decodeWitness, encodeWitness, type Psbt, type PsbtMap } from './codec.ts';
import { fieldsOf, IN, spentOutput } from './fields.ts';

export type Unlocking = { scriptSig: Buffer; witness: Buffer[] };
/** A signature by public key (33 or 65 bytes, or 32 in a leaf); undefined where there is none. */
type Signatures = (publicKey: Buffer, leafHash?: Buffer) => Buffer | undefined;
export type Missing = { publicKeys: Buffer[]; redeemScript?: Buffer; witnessScript?: Buffer };
export type Solution = { unlocking: Unlocking } | { missing: Missing };

const EMPTY = Buffer.alloc(0);

const signaturesIn =
  (map: PsbtMap): Signatures =>
  (publicKey, leafHash) => {
    const type = leafHash ? IN.TAP_SCRIPT_SIG : IN.PARTIAL_SIG;
    return map.get(`${type}${Buffer.concat([publicKey, leafHash ?? EMPTY]).toString('hex')}`);
  };

/** What would satisfy the output an input spends, from the signatures given, or what is missing for it. */
export function solveInput(psbt: Psbt, index: number, signatures?: Signatures): Solution {
  const map = psbt.inputs[index]!;
  const output = spentOutput(psbt, index);
  if (!output) return { missing: { publicKeys: [] } };
  const from = signatures ?? signaturesIn(map);
  const type = matchTemplate(output.script).type;
  if (type === 'witness_v1_taproot') return solveTaproot(map, from, signatures !== undefined);
  if (type !== 'scripthash') return solveScript(map, output.script, from);
  const redeemScript = map.get(IN.REDEEM_SCRIPT);
  const template = matchTemplate(output.script);
  const hash = template.type === 'scripthash' ? template.hash : EMPTY;
  if (!redeemScript || !hash160(redeemScript).equals(hash)) {
    return { missing: { publicKeys: [], redeemScript: hash } };
  }
  const inner = solveScript(map, redeemScript, from);
  if ('missing' in inner) return inner;
  const { scriptSig, witness } = inner.unlocking;
  return { unlocking: { scriptSig: Buffer.concat([scriptSig, pushData(redeemScript)]), witness } };
}

function solveScript(map: PsbtMap, script: Buffer, signatures: Signatures): Solution {
  const template = matchTemplate(script);
  if (template.type === 'witness_v0_keyhash') {
    const items = solveKeyHash(map, template.program, signatures);
    return 'missing' in items ? items : { unlocking: { scriptSig: EMPTY, witness: items.items } };
  }
  if (template.type === 'witness_v0_scripthash') {
    const witnessScript = map.get(IN.WITNESS_SCRIPT);
    if (!witnessScript) return { missing: { publicKeys: [], witnessScript: template.program } };
    const items = solveItems(map, witnessScript, signatures);
    if ('missing' in items) return items;
    return { unlocking: { scriptSig: EMPTY, witness: [...items.items, witnessScript] } };
  }
  const items = solveItems(map, script, signatures);
  if ('missing' in items) return items;
  return { unlocking: { scriptSig: Buffer.concat(items.items.map(pushItem)), witness: [] } };
}

/** CHECKMULTISIG's extra item is OP_0, which is what an empty push is. */
const pushItem = (item: Buffer): Buffer => (item.length === 0 ? Buffer.of(OP.FALSE) : pushData(item));

type Items = { items: Buffer[] } | { missing: Missing };

function solveKeyHash(map: PsbtMap, hash: Buffer, signatures: Signatures): Items {
  const known = [...fieldsOf(map, IN.PARTIAL_SIG), ...fieldsOf(map, IN.BIP32_DERIVATION)].map(({ key }) => key);
  const publicKey = known.find((key) => hash160(key).equals(hash));
  const signature = publicKey && signatures(publicKey);
  if (!publicKey || !signature) return { missing: { publicKeys: publicKey ? [publicKey] : [] } };
  return { items: [signature, publicKey] };
}

function solveItems(map: PsbtMap, script: Buffer, signatures: Signatures): Items {
  const template = matchTemplate(script);
  if (template.type === 'pubkeyhash') return solveKeyHash(map, template.hash, signatures);
  if (template.type === 'pubkey') {
    const signature = signatures(template.key);
    return signature ? { items: [signature] } : { missing: { publicKeys: [template.key] } };
  }
  if (template.type !== 'multisig') return { missing: { publicKeys: [] } };
  const { keys, threshold } = template;
  const given = keys.map((key) => signatures(key)).filter((signature) => signature !== undefined);
  if (given.length < threshold) return { missing: { publicKeys: keys.filter((key) => !signatures(key)) } };
  return { items: [EMPTY, ...given.slice(0, threshold)] };
}

function solveTaproot(map: PsbtMap, signatures: Signatures, isEstimate: boolean): Solution {
  const internalKey = map.get(IN.TAP_INTERNAL_KEY);
  // Of several leaves that could be satisfied, the one that reveals least.
  const leaves = fieldsOf(map, IN.TAP_LEAF_SCRIPT).sort(
    (a, b) => a.key.length + a.value.length - b.key.length - b.value.length,
  );
  const byKey = map.get(IN.TAP_KEY_SIG) ?? (isEstimate && leaves.length === 0 ? signatures(EMPTY, EMPTY) : undefined);
  if (byKey) return { unlocking: { scriptSig: EMPTY, witness: [byKey] } };
  const missing = new Set<string>();
  for (const { key: controlBlock, value } of leaves) {
    const script = value.subarray(0, -1);
    const leafHash = tapLeafHash(value.at(-1)!, script);
    const leaf = readLeaf(script);
    if (!leaf) continue;
    const given = leaf.keys.map((key) => signatures(key, leafHash));
    let left = leaf.threshold;
    // The last key's signature is at the bottom; keys beyond the threshold give an empty item.
    const items = given.map((signature) => (signature && left-- > 0 ? signature : EMPTY)).reverse();
    if (left <= 0) return { unlocking: { scriptSig: EMPTY, witness: [...items, script, controlBlock] } };
    for (const [i, key] of leaf.keys.entries()) if (!given[i]) missing.add(key.toString('hex'));
  }
  if (missing.size === 0 && internalKey) missing.add(internalKey.toString('hex'));
  return { missing: { publicKeys: [...missing].map((key) => Buffer.from(key, 'hex')) } };
}

/** `<key> CHECKSIG`, keys joined by CHECKSIGVERIFY, or `multi_a`: the leaves whose signatures have one possible order. */
function readLeaf(script: Buffer): { keys: Buffer[]; threshold: number } | undefined {
  const found = [...instructions(script)].map((one) => one ?? { opcode: OP.RETURN, data: EMPTY });
  const keys = found.filter(({ data }) => data.length === 32).map(({ data }) => data);
  const codes = found.filter(({ data }) => data.length !== 32).map(({ opcode }) => opcode);
  const isChain = codes.slice(0, -1).every((code) => code === OP.CHECKSIGVERIFY) && codes.at(-1) === OP.CHECKSIG;
  if (keys.length > 0 && isChain && codes.length === keys.length) return { keys, threshold: keys.length };
  const [first, ...rest] = codes;
  const isSum =
    first === OP.CHECKSIG &&
    rest.slice(0, -2).every((code) => code === OP.CHECKSIGADD) &&
    rest.at(-1) === 0x9c &&
    rest.length === keys.length + 1;
  const threshold = (rest.at(-2) ?? 0) - 0x50;
  return isSum && threshold >= 1 && threshold <= keys.length ? { keys, threshold } : undefined;
}

export const isFinal = (map: PsbtMap): boolean => map.has(IN.FINAL_SCRIPTSIG) || map.has(IN.FINAL_SCRIPTWITNESS);

/** Replaces the signatures of every input that they satisfy by what unlocks it. Other inputs stay as they are. */
export function finalize(psbt: Psbt): { psbt: Psbt; isComplete: boolean } {
  const inputs = psbt.inputs.map((map, index) => {
    if (isFinal(map)) return map;
    const solution = solveInput(psbt, index);
    if (!('unlocking' in solution) || !unlocks(psbt, index, solution.unlocking)) return map;
    const { scriptSig, witness } = solution.unlocking;
    const keep = new Set<string>([IN.NON_WITNESS_UTXO, IN.WITNESS_UTXO]);
    const known = new Set<string>(
      Object.values(IN).filter((type) => type < IN.PREVIOUS_TXID || type > IN.REQUIRED_HEIGHT_LOCKTIME),
    );
    const kept = [...map].filter(([name]) => keep.has(name) || !known.has(name.slice(0, 2)));
    return new Map([
      ...kept,
      ...(scriptSig.length > 0 ? [[IN.FINAL_SCRIPTSIG, scriptSig] as const] : []),
      ...(witness.length > 0 ? [[IN.FINAL_SCRIPTWITNESS, encodeWitness(witness)] as const] : []),
    ]);
  });
  return { psbt: { ...psbt, inputs }, isComplete: inputs.every(isFinal) };
}

function unlocks(psbt: Psbt, index: number, unlocking: Unlocking): boolean {
  const spent = psbt.inputs.map((_, i) => spentOutput(psbt, i));
  const nothing: TxOutput = { valueSats: 0n, script: EMPTY };
  const tx = withUnlocking(psbt.tx, (i) => (i === index ? unlocking : { scriptSig: EMPTY, witness: [] }));
  const spending = spendingTransaction(
    tx,
    spent.map((output) => output ?? nothing),
  );
  return spent[index] !== undefined && verifyInput(spending, index, STANDARD_FLAGS) === undefined;
}

export function withUnlocking(tx: Transaction, unlocking: (index: number) => Unlocking): Transaction {
  return buildTransaction({ ...tx, inputs: tx.inputs.map((input, i) => ({ ...input, ...unlocking(i) })) });
}

/** The transaction with what finalized inputs hold. */
export const extract = (psbt: Psbt): Transaction =>
  withUnlocking(psbt.tx, (index) => {
    const map = psbt.inputs[index]!;
    const witness = map.get(IN.FINAL_SCRIPTWITNESS);
    return { scriptSig: map.get(IN.FINAL_SCRIPTSIG) ?? EMPTY, witness: witness ? decodeWitness(witness) : [] };
  });
