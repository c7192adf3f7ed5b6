import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { HDKey } from '@scure/bip32';
import * as secp256k1 from 'tiny-secp256k1';
import { toDisplayHash } from '../block/hash.ts';
import type { TransactionOutput } from '../block/transaction.ts';
import { HARDENED } from '../descriptor/key-expression.ts';
import type { SigningAccount } from '../keys/account.ts';
import { derSignature } from '../script/der.ts';
import { SIGHASH_ALL, type SignatureDigests, signatureDigests } from '../script/signature-digest.ts';
import { type SignedInput, sized } from '../script/signed-transaction.ts';
import { taggedHash } from '../script/tagged-hash.ts';
import { stepsBelow } from '../withdrawal/signing-steps.ts';
import { CHALLENGE_OUTPUT, CHALLENGE_SEQUENCE, proofChallenge } from './challenge.ts';
import { decodePath, GLOBAL, INPUT, OUTPUT, outputIn, tapPath } from './proof-psbt.ts';
import { byKey, fieldsOf, fieldValue, type PsbtField, type PsbtMap, readPsbtMaps, writePsbtMaps } from './psbt-maps.ts';

const PSBT_VERSION_2 = '02000000';
const [OP_0, OP_1, PROGRAM_BYTES] = [0x00, 0x51, 32];

/** The fields that a proof's maps have, and no others: what would change what is signed is none of them. */
const FIELDS: Record<'global' | 'challenge' | 'wsh' | 'tr' | 'output', readonly number[]> = {
  global: Object.values(GLOBAL),
  challenge: [INPUT.witnessUtxo, INPUT.porCommitment, INPUT.txid, INPUT.vout, INPUT.sequence],
  wsh: [
    ...[INPUT.witnessUtxo, INPUT.partialSig, INPUT.witnessScript, INPUT.derivation],
    ...[INPUT.txid, INPUT.vout, INPUT.sequence],
  ],
  tr: [
    ...[INPUT.witnessUtxo, INPUT.txid, INPUT.vout, INPUT.sequence, INPUT.tapScriptSig, INPUT.tapLeafScript],
    ...[INPUT.tapDerivation, INPUT.tapInternalKey, INPUT.tapMerkleRoot],
  ],
  output: Object.values(OUTPUT),
};

interface Proof {
  readonly maps: readonly PsbtMap[];
  readonly digests: SignatureDigests;
}

/**
 * Signs a reserve proof in the form in which this custody writes it, byte for byte as the library would, in a twentieth
 * of the time: hashes of what all inputs share are made once, keys and signatures by libsecp256k1. Undefined for anything
 * else, and where anything is not as expected: the library signs it then, or says why not.
 */
export function signProof(psbt: Uint8Array, account: SigningAccount): Uint8Array | undefined {
  const proof = openProof(psbt, account.kind);
  if (!proof) return undefined;
  const branches = new Map<number, HDKey>();
  const maps = [...proof.maps];
  let signatures = 0;
  try {
    for (const [i, map] of maps.slice(1, -1).entries()) {
      const own = ownField(map, account);
      if (!own) continue;
      const signature = signInput(proof.digests, i, map, own, account, branches);
      if (!signature || map.some(({ key }) => Buffer.compare(key, signature.key) === 0)) return undefined;
      maps[i + 1] = [...map, signature].sort(byKey);
      signatures++;
    }
  } finally {
    for (const branch of branches.values()) branch.wipePrivateData();
  }
  return signatures > 0 ? writePsbtMaps(maps) : undefined;
}

function openProof(psbt: Uint8Array, kind: SigningAccount['kind']): Proof | undefined {
  const maps = readPsbtMaps(psbt);
  const [global, challenge] = maps ?? [];
  const output = maps?.at(-1);
  if (!maps || !global || !challenge || !output || maps.length < 4) return undefined;
  const inputs = maps.slice(1, -1);
  const isOwnForm =
    hasOnly(global, FIELDS.global) &&
    hasOnly(challenge, FIELDS.challenge) &&
    hasOnly(output, FIELDS.output) &&
    inputs.slice(1).every((map) => hasOnly(map, FIELDS[kind])) &&
    hexOf(fieldValue(global, GLOBAL.psbtVersion)) === PSBT_VERSION_2 &&
    Number(fieldValue(global, GLOBAL.inputs)?.[0]) === inputs.length &&
    Number(fieldValue(global, GLOBAL.outputs)?.[0]) === 1;
  const message = fieldValue(challenge, INPUT.porCommitment);
  const [version, lockTime] = [fieldValue(global, GLOBAL.version), fieldValue(global, GLOBAL.lockTime)];
  const [amount, script] = [fieldValue(output, OUTPUT.amount), fieldValue(output, OUTPUT.script)];
  if (!isOwnForm || !message || version?.length !== 4 || amount?.length !== 8 || !script) return undefined;
  if (hexOf(lockTime) !== '00000000') return undefined;

  const spent: TransactionOutput[] = [];
  const unsigned: SignedInput[] = [];
  for (const map of inputs) {
    const coin = coinIn(map);
    if (!coin) return undefined;
    spent.push(coin.output);
    unsigned.push(coin.input);
  }
  const { txid } = proofChallenge(Buffer.from(message).toString('utf8'));
  const isChallenge = unsigned[0]?.txid === txid && unsigned[0].vout === 0 && isSame(spent[0], CHALLENGE_OUTPUT);
  if (!isChallenge || !spent.slice(1).every(({ scriptPubKey }) => isProgram(scriptPubKey, kind))) return undefined;
  const outputs = [{ amountSats: Buffer.from(amount).readBigUInt64LE(), scriptPubKey: script }];
  const transaction = { version: Buffer.from(version).readInt32LE(), lockTime: 0, inputs: unsigned, outputs };
  return { maps, digests: signatureDigests(transaction, spent) };
}

/** Of these types only, in the order in which they are written, and each key once. */
const hasOnly = (map: PsbtMap, types: readonly number[]): boolean =>
  map.every((one, i) => types.includes(one.key[0] ?? -1) && (i === 0 || byKey(map[i - 1] as PsbtField, one) < 0));

const hexOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

const isSame = (a: TransactionOutput | undefined, b: TransactionOutput): boolean =>
  a?.amountSats === b.amountSats && Buffer.compare(a.scriptPubKey, b.scriptPubKey) === 0;

const isProgram = (script: Uint8Array, kind: SigningAccount['kind']): boolean =>
  script.length === PROGRAM_BYTES + 2 && script[0] === (kind === 'wsh' ? OP_0 : OP_1) && script[1] === PROGRAM_BYTES;

function coinIn(map: PsbtMap): { input: SignedInput; output: TransactionOutput } | undefined {
  const [txid, vout, utxo] = [INPUT.txid, INPUT.vout, INPUT.witnessUtxo].map((type) => fieldValue(map, type));
  const sequence = fieldValue(map, INPUT.sequence);
  if (txid?.length !== 32 || vout?.length !== 4 || !utxo || utxo.length < 9 || sequence?.length !== 4) return undefined;
  if (utxo[8] !== utxo.length - 9 || Buffer.from(sequence).readUInt32LE() !== CHALLENGE_SEQUENCE) return undefined;
  return {
    input: {
      ...{ txid: toDisplayHash(txid), vout: Buffer.from(vout).readUInt32LE(), sequence: CHALLENGE_SEQUENCE },
      ...{ scriptSig: new Uint8Array(), witness: [] },
    },
    output: outputIn(utxo),
  };
}

/** What one field says about a key of this account: the key, and the steps below the account. */
interface OwnKey {
  readonly publicKey: Uint8Array;
  readonly steps: readonly number[];
}

function ownField(map: PsbtMap, account: SigningAccount): OwnKey | undefined {
  const isTaproot = account.kind === 'tr';
  for (const { key, value } of fieldsOf(map, isTaproot ? INPUT.tapDerivation : INPUT.derivation)) {
    const steps = stepsBelow(account, decodePath(isTaproot ? tapPath(value) : value));
    if (steps) return { publicKey: key.subarray(1), steps };
  }
  return undefined;
}

function signInput(
  digests: SignatureDigests,
  input: number,
  map: PsbtMap,
  own: OwnKey,
  account: SigningAccount,
  branches: Map<number, HDKey>,
): PsbtField | undefined {
  const key = privateKeyOf(account, own.steps, branches);
  if (!key) return undefined;
  try {
    const derived = secp256k1.pointFromScalar(key, true);
    const isTaproot = account.kind === 'tr';
    if (!derived || Buffer.compare(isTaproot ? derived.subarray(1) : derived, own.publicKey) !== 0) return undefined;
    return isTaproot ? signLeaf(digests, input, map, own, key) : signScript(digests, input, map, own, key);
  } finally {
    key.fill(0);
  }
}

/** CKDpriv of BIP-32 along two unhardened steps; the upper one, which coins share, is made once. */
function privateKeyOf(
  account: SigningAccount,
  [branch, index]: readonly number[],
  branches: Map<number, HDKey>,
): Uint8Array | undefined {
  if (branch === undefined || index === undefined || branch >= HARDENED || index >= HARDENED) return undefined;
  const parent = branches.get(branch) ?? account.key.deriveChild(branch);
  branches.set(branch, parent);
  const { publicKey, privateKey, chainCode } = parent;
  if (!publicKey || !privateKey || !chainCode) return undefined;
  const data = Buffer.alloc(37);
  data.set(publicKey);
  data.writeUInt32BE(index, 33);
  const digest = createHmac('sha512', chainCode).update(data).digest();
  try {
    return secp256k1.privateAdd(privateKey, digest.subarray(0, 32)) ?? undefined;
  } catch {
    // The hash is not below the group's order: no such key exists (BIP-32).
    return undefined;
  } finally {
    digest.fill(0);
  }
}

function signScript(
  digests: SignatureDigests,
  input: number,
  map: PsbtMap,
  { publicKey }: OwnKey,
  key: Uint8Array,
): PsbtField | undefined {
  const script = fieldValue(map, INPUT.witnessScript);
  const program = fieldValue(map, INPUT.witnessUtxo)?.subarray(11);
  if (!script || !program || !Buffer.from(script).includes(Buffer.from(publicKey))) return undefined;
  if (Buffer.compare(createHash('sha256').update(script).digest(), program) !== 0) return undefined;
  const signature = signLowR(digests.witnessV0(input, script), key);
  return {
    key: Buffer.concat([Buffer.of(INPUT.partialSig), publicKey]),
    value: Buffer.concat([derSignature(signature), Buffer.of(SIGHASH_ALL)]),
  };
}

/** RFC 6979, with a counter until r is short: as Bitcoin Core and the library do it, so that all signatures are as long. */
function signLowR(digest: Uint8Array, key: Uint8Array): Uint8Array {
  let signature = secp256k1.sign(digest, key);
  for (let counter = 0; (signature[0] ?? 0) >= 0x80; counter++) {
    const entropy = Buffer.alloc(32);
    entropy.writeUInt32LE(counter);
    signature = secp256k1.sign(digest, key, entropy);
  }
  return signature;
}

function signLeaf(
  digests: SignatureDigests,
  input: number,
  map: PsbtMap,
  { publicKey }: OwnKey,
  key: Uint8Array,
): PsbtField | undefined {
  const [leaf, ...others] = fieldsOf(map, INPUT.tapLeafScript);
  const script = leaf?.value.subarray(0, -1);
  if (!leaf || !script || others.length > 0 || !Buffer.from(script).includes(Buffer.from(publicKey))) return undefined;
  const leafHash = taggedHash('TapLeaf', leaf.value.subarray(-1), sized(script));
  if (Buffer.compare(leafHash, fieldValue(map, INPUT.tapMerkleRoot) ?? new Uint8Array()) !== 0) return undefined;
  return {
    key: Buffer.concat([Buffer.of(INPUT.tapScriptSig), publicKey, leafHash]),
    value: secp256k1.signSchnorr(digests.taproot(input, 0, leafHash), key, randomBytes(32)),
  };
}
