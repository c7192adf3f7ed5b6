import type { NativeOutput } from '../address/derive-native.ts';
import { fromDisplayHash, toDisplayHash } from '../block/hash.ts';
import { readAmount, type TransactionOutput } from '../block/transaction.ts';
import { CustodyError } from '../errors.ts';
import { controlBlock, TAPSCRIPT } from '../script/multisig-witness.ts';
import { compactSize, encodeOutput, encodeSignedTransaction, uint32, uint64 } from '../script/signed-transaction.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { deriveOrigin, type Epochs } from '../withdrawal/proposal.ts';
import { type Claims, claimedOrigin, claimsOf, type Derivation, derivations } from '../withdrawal/psbt.ts';
import { CHALLENGE_OUTPUT, CHALLENGE_SEQUENCE, proofChallenge } from './challenge.ts';
import { byKey, fieldsOf, fieldValue, type PsbtField, type PsbtMap, readPsbtMaps, writePsbtMaps } from './psbt-maps.ts';
import { type OwnReserveCoin, PROOF_VERSION, type ReserveCoin, returnOutput, unsignedProof } from './reserve-proof.ts';
import { openVirtualPsbt } from './virtual-psbt.ts';

/** Types of fields (BIP-174, 370, 371). */
export const GLOBAL = { version: 2, lockTime: 3, inputs: 4, outputs: 5, modifiable: 6, psbtVersion: 0xfb } as const;
export const INPUT = {
  ...{ witnessUtxo: 0x01, partialSig: 0x02, witnessScript: 0x05, derivation: 0x06, porCommitment: 0x09 },
  ...{ txid: 0x0e, vout: 0x0f, sequence: 0x10, tapScriptSig: 0x14, tapLeafScript: 0x15, tapDerivation: 0x16 },
  ...{ tapInternalKey: 0x17, tapMerkleRoot: 0x18 },
} as const;
export const OUTPUT = { amount: 3, script: 4 } as const;

const PSBT_VERSION = 2;
/** Inputs and outputs may still be added (BIP-370): what the library says of a transaction that it made. */
const MODIFIABLE = 3;

/**
 * One proof transaction to be signed, as a PSBT with BIP-127's PSBT_IN_POR_COMMITMENT. Written field by field: the
 * library takes the root of every key's curve equation, which for ten thousand coins is most of a minute.
 */
export function encodeProofPsbt(epochs: Epochs, message: string, coins: readonly OwnReserveCoin[]): Uint8Array {
  return encode(
    epochs,
    message,
    coins.map((coin) => ({ coin, output: deriveOrigin(epochs, coin) })),
  );
}

/** A proof PSBT as a signer reads it: the coins, and the same PSBT written anew from these and the message. */
export interface OwnProof {
  readonly coins: OwnReserveCoin[];
  readonly psbt: Uint8Array;
}

/**
 * Reads a proof PSBT as a signer must: the coins it claims, each with its address derived again from this side's
 * descriptors. Throws unless it is, byte for byte, the proof of this very message over these coins, which can never be
 * mined.
 */
export function readProofPsbt(epochs: Epochs, message: string, psbt: Uint8Array): OwnProof {
  const own = readOwnForm(epochs, message, psbt);
  // Of another writer, or not what it should be: the library says which, and why.
  if (!own || Buffer.compare(own.psbt, psbt) !== 0) {
    const coins = readOtherForm(epochs, message, psbt);
    return { coins, psbt: encodeProofPsbt(epochs, message, coins) };
  }
  return own;
}

export const decodeProofPsbt = (epochs: Epochs, message: string, psbt: Uint8Array): OwnReserveCoin[] =>
  readProofPsbt(epochs, message, psbt).coins;

interface DerivedCoin {
  readonly coin: OwnReserveCoin;
  readonly output: NativeOutput;
}

function encode(epochs: Epochs, message: string, derived: readonly DerivedCoin[]): Uint8Array {
  const challenge: ReserveCoin = { ...proofChallenge(message), ...CHALLENGE_OUTPUT };
  const { amountSats, scriptPubKey } = returnOutput(
    epochs,
    derived.map(({ coin }) => coin),
  );
  return writePsbtMaps([
    [
      field(GLOBAL.version, uint32(PROOF_VERSION)),
      field(GLOBAL.lockTime, uint32(0)),
      field(GLOBAL.inputs, compactSize(derived.length + 1)),
      field(GLOBAL.outputs, compactSize(1)),
      field(GLOBAL.modifiable, Buffer.of(MODIFIABLE)),
      field(GLOBAL.psbtVersion, uint32(PSBT_VERSION)),
    ],
    [...coinFields(challenge), field(INPUT.porCommitment, Buffer.from(message))].sort(byKey),
    ...derived.map(({ coin, output }) => [...coinFields(coin), ...spendingFields(epochs, coin, output)].sort(byKey)),
    [field(OUTPUT.amount, uint64(amountSats)), field(OUTPUT.script, scriptPubKey)],
  ]);
}

const field = (type: number, value: Uint8Array, keyData: Uint8Array = new Uint8Array()): PsbtField => ({
  key: Buffer.concat([Buffer.of(type), keyData]),
  value,
});

/** The transaction that made it is left out: nothing can be lost to a wrong amount where nothing can be spent. */
const coinFields = (coin: ReserveCoin): PsbtField[] => [
  field(INPUT.witnessUtxo, encodeOutput(coin)),
  field(INPUT.txid, fromDisplayHash(coin.txid)),
  field(INPUT.vout, uint32(coin.vout)),
  field(INPUT.sequence, uint32(CHALLENGE_SEQUENCE)),
];

/** With which a signer finds its key and the script that spending reveals. */
function spendingFields(epochs: Epochs, coin: OwnReserveCoin, output: NativeOutput): PsbtField[] {
  const { innerScript, publicKeys, taproot } = output;
  const paths = derivations(epochs, coin).map(encodePath);
  const pathAt = (i: number): Uint8Array => paths[i] ?? new Uint8Array();
  if (!taproot) {
    return [
      field(INPUT.witnessScript, innerScript),
      ...publicKeys.map((key, i) => field(INPUT.derivation, pathAt(i), key)),
    ];
  }
  const { leafHash } = taproot;
  return [
    field(INPUT.tapLeafScript, Buffer.concat([innerScript, Buffer.of(TAPSCRIPT)]), controlBlock(taproot)),
    ...publicKeys.map((key, i) => field(INPUT.tapDerivation, Buffer.concat([Buffer.of(1), leafHash, pathAt(i)]), key)),
    field(INPUT.tapInternalKey, Buffer.from(UNSPENDABLE_KEY, 'hex')),
    field(INPUT.tapMerkleRoot, leafHash),
  ];
}

function encodePath({ fingerprint, path }: Derivation): Uint8Array {
  const bytes = Buffer.alloc(4 * (1 + path.length));
  bytes.writeUInt32BE(fingerprint);
  for (const [i, step] of path.entries()) bytes.writeUInt32LE(step, 4 * (i + 1));
  return bytes;
}

export function decodePath(bytes: Uint8Array): Derivation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const steps = Math.max(0, (bytes.length >> 2) - 1);
  return {
    fingerprint: bytes.length < 4 ? 0 : view.getUint32(0),
    path: Array.from({ length: steps }, (_, i) => view.getUint32(4 * (i + 1), true)),
  };
}

/** The path in a taproot derivation, behind the hashes of its leaves; of more leaves than the custody's one, nothing. */
export const tapPath = (value: Uint8Array): Uint8Array => (value[0] === 1 ? value.subarray(33) : new Uint8Array());

/** What it would be if it were right: whether it is, the caller sees by comparing. */
function readOwnForm(epochs: Epochs, message: string, psbt: Uint8Array): OwnProof | undefined {
  const maps = readPsbtMaps(psbt);
  if (!maps || maps.length < 4) return undefined;
  const derived: DerivedCoin[] = [];
  for (const map of maps.slice(2, -1)) {
    const coin = coinIn(epochs, map);
    if (!coin) return undefined;
    const output = deriveOrigin(epochs, coin);
    derived.push({ coin: { ...coin, scriptPubKey: output.scriptPubKey }, output });
  }
  return { coins: derived.map(({ coin }) => coin), psbt: encode(epochs, message, derived) };
}

function coinIn(epochs: Epochs, map: PsbtMap): OwnReserveCoin | undefined {
  const [txid, vout, utxo] = [INPUT.txid, INPUT.vout, INPUT.witnessUtxo].map((type) => fieldValue(map, type));
  const claims = [
    ...fieldsOf(map, INPUT.derivation).map(({ value }) => decodePath(value)),
    ...fieldsOf(map, INPUT.tapDerivation).map(({ value }) => decodePath(tapPath(value))),
  ];
  const origin = claimedOrigin(epochs, claims);
  if (!txid || !utxo || !origin || vout?.length !== 4 || utxo.length < 9) return undefined;
  return {
    ...{ txid: toDisplayHash(txid), vout: Buffer.from(vout).readUInt32LE(), ...outputIn(utxo) },
    ...origin,
  };
}

/** A witness UTXO whose script is shorter than 253 bytes, as those of all custodies are. */
export const outputIn = (utxo: Uint8Array): TransactionOutput => ({
  amountSats: readAmount(utxo, 0),
  scriptPubKey: utxo.subarray(9),
});

function readOtherForm(epochs: Epochs, message: string, psbt: Uint8Array): OwnReserveCoin[] {
  const transaction = openVirtualPsbt(psbt);
  const coins = Array.from({ length: Math.max(transaction.inputsLength - 1, 0) }, (_, i): OwnReserveCoin => {
    const { txid, index, witnessUtxo, ...rest } = transaction.getInput(i + 1);
    const origin = claimedOrigin(epochs, claimsOf(rest as Claims));
    if (!txid || index === undefined || !witnessUtxo || !origin) {
      throw refused(`input ${i + 1} does not say which coin of the custody it shows`);
    }
    if (Buffer.compare(deriveOrigin(epochs, origin).scriptPubKey, witnessUtxo.script) !== 0) {
      throw refused(`input ${i + 1} pays another script than its address`);
    }
    const { script: scriptPubKey, amount: amountSats } = witnessUtxo;
    return { txid: Buffer.from(txid).toString('hex'), vout: index, amountSats, scriptPubKey, ...origin };
  });
  if (coins.length === 0) throw refused('it shows no coin');
  const own = encodeSignedTransaction(unsignedProof(epochs, message, coins));
  if (Buffer.compare(own, transaction.unsignedTx) !== 0) {
    throw refused('its first input is not the challenge of this message, or its output is not the sum of its coins');
  }
  return coins;
}

const refused = (reason: string) => new CustodyError('proof/psbt', { reason });
