import { ByteReader, DecodeError } from '../encoding/bytes.ts';
import { parseTransaction, type TxInput } from '../encoding/transaction.ts';
import { isPublicKey } from '../script/address.ts';
import { isStrictDer } from '../script/ecdsa.ts';
import { SIGHASH } from '../script/signature-hash.ts';
import type { PsbtMap } from './codec.ts';
import { GLOBAL, IN, OUT } from './fields.ts';

/** What Bitcoin Core asks of one field (src/psbt.h): `key` is what follows the type. */
type FieldRule = { version2?: string; check: (key: Buffer, value: Buffer) => void };
type Rules = Readonly<Record<string, FieldRule>>;

const COMPRESSED_BYTES = 33;
const UNCOMPRESSED_BYTES = 65;
const EXTENDED_KEY_BYTES = 78;
/** Version, depth, fingerprint, child number and chain code come before the key (BIP32). */
const EXTENDED_KEY_OFFSET = 45;
const NONCE_BYTES = 66;
const LOCKTIME_THRESHOLD = 500_000_000;
const MAX_TREE_DEPTH = 128;

function fail(message: string): never {
  throw new DecodeError(message);
}

function requireField(holds: boolean, message: string): void {
  if (!holds) fail(message);
}

/** Core counts the byte of the type as part of the key. */
const keySize =
  (name: string, bytes: number) =>
  (key: Buffer): void =>
    requireField(key.length + 1 === bytes, `Size of key was not ${bytes} for the type ${name}`);

/** A field without data in its key, whose value has a fixed length or none that is checked. */
function plain(name: string, valueBytes?: number, version2?: string): FieldRule {
  const checkKey = keySize(name, 1);
  return {
    ...(version2 !== undefined && { version2 }),
    check: (key, value) => {
      checkKey(key);
      if (valueBytes !== undefined) requireField(value.length === valueBytes, 'Size of value was not the stated size');
    },
  };
}

const hashed = (name: string, hashBytes: number): FieldRule => ({ check: keySize(name, hashBytes + 1) });

function requireOrigin(length: number): void {
  requireField(length > 0 && length % 4 === 0, 'Invalid length for HD key path');
}

function requirePublicKey(key: Buffer, what: string): void {
  const isSized = key.length === COMPRESSED_BYTES || key.length === UNCOMPRESSED_BYTES;
  requireField(isSized, `Size of key was not the expected size for the type ${what}`);
  requireField(isPublicKey(key), 'Invalid pubkey');
}

const keypath: FieldRule = {
  check: (key, value) => {
    requirePublicKey(key, 'BIP32 keypath');
    requireOrigin(value.length);
  },
};

function taprootKeypath(side: string): FieldRule {
  const checkKey = keySize(`${side} Taproot BIP32 Keypath`, COMPRESSED_BYTES);
  return {
    check: (key, value) => {
      checkKey(key);
      const reader = new ByteReader(value);
      const hashes = reader.compactSize();
      requireField(hashes * 32 <= reader.remaining, `${side} Taproot BIP32 keypath has an invalid length`);
      requireOrigin(reader.remaining - hashes * 32);
    },
  };
}

function schnorr(what: string, value: Buffer): void {
  requireField(value.length >= 64, `Input Taproot ${what} path signature is shorter than 64 bytes`);
  requireField(value.length <= 65, `Input Taproot ${what} path signature is longer than 65 bytes`);
}

const partialSignature: FieldRule = {
  check: (key, value) => {
    requirePublicKey(key, 'partial signature pubkey');
    const base = (value.at(-1) ?? 0) & ~SIGHASH.ANYONECANPAY;
    const isEncoded = isStrictDer(value) && base >= SIGHASH.ALL && base <= SIGHASH.SINGLE;
    requireField(isEncoded, 'Signature is not a valid encoding');
  },
};

const leafScript: FieldRule = {
  check: (key, value) => {
    requireField(key.length >= 33, 'Input Taproot leaf script key is not at least 34 bytes');
    requireField((key.length - 1) % 32 === 0, "Input Taproot leaf script key's control block size is not valid");
    requireField(value.length > 0, 'Input Taproot leaf script must be at least 1 byte');
  },
};

function participants(side: string): FieldRule {
  const checkKey = keySize(`${side} MuSig2 Participants Pubkeys`, COMPRESSED_BYTES + 1);
  return {
    check: (key, value) => {
      checkKey(key);
      requireField(isPublicKey(key), `${side} musig2 aggregate pubkey is invalid`);
      const whole = Math.floor(value.length / COMPRESSED_BYTES);
      for (let at = 0; at < whole; at++) {
        const participant = value.subarray(at * COMPRESSED_BYTES, (at + 1) * COMPRESSED_BYTES);
        requireField(isPublicKey(participant), `${side} musig2 participant pubkey is invalid`);
      }
      const isWhole = value.length % COMPRESSED_BYTES === 0;
      requireField(isWhole, `${side} musig2 participants pubkeys value size is not a multiple of 33`);
    },
  };
}

/** Fields of one participant: his key, the aggregate one, and the leaf it is for. */
const musig = (what: string, checkValue: (value: Buffer) => void): FieldRule => ({
  check: (key, value) => {
    const isSized = key.length === 66 || key.length === 98;
    requireField(isSized, `Input musig2 ${what} key is not expected size of 67 or 99 bytes`);
    requireField(isPublicKey(key.subarray(33, 66)), 'musig2 aggregate pubkey is invalid');
    requireField(isPublicKey(key.subarray(0, 33)), 'musig2 participant pubkey is invalid');
    checkValue(value);
  },
});

function checkTree(value: Buffer): void {
  requireField(value.length > 0, 'Output Taproot tree must not be empty');
  const reader = new ByteReader(value);
  // Leaves come depth first: what is left to fill, in units of the deepest level.
  let room = 1n << BigInt(MAX_TREE_DEPTH);
  while (reader.remaining > 0) {
    const depth = reader.u8();
    const leafVersion = reader.u8();
    reader.varBytes();
    requireField(depth <= MAX_TREE_DEPTH, 'Output Taproot tree has as leaf greater than Taproot maximum depth');
    requireField((leafVersion & 1) === 0, 'Output Taproot tree has a leaf with an invalid leaf version');
    const share = 1n << BigInt(MAX_TREE_DEPTH - depth);
    requireField(share <= room && room % share === 0n, 'Output Taproot tree is malformed');
    room -= share;
  }
  requireField(room === 0n, 'Output Taproot tree is malformed');
}

const lockTime = (name: string, version2: string, holds: (value: number) => string | undefined): FieldRule => {
  const { check } = plain(name, 4);
  return {
    version2,
    check: (key, value) => {
      check(key, value);
      const problem = holds(value.readUInt32LE(0));
      if (problem) fail(problem);
    },
  };
};

const timeProblem = (time: number): string | undefined =>
  time < LOCKTIME_THRESHOLD ? 'Required time based locktime is invalid (less than 500000000)' : undefined;
const heightProblem = (height: number): string | undefined => {
  if (height >= LOCKTIME_THRESHOLD) {
    return 'Required height based locktime is invalid (greater than or equal to 500000000)';
  }
  return height === 0 ? 'Required height based locktime is invalid (0)' : undefined;
};

const globalRules: Rules = {
  [GLOBAL.UNSIGNED_TX]: plain('Global Unsigned TX'),
  [GLOBAL.XPUB]: {
    check: (key, value) => {
      const isSized = key.length === EXTENDED_KEY_BYTES;
      requireField(isSized, 'Size of key was not the expected size for the type global xpub');
      requireField(isPublicKey(key.subarray(EXTENDED_KEY_OFFSET)), 'Invalid pubkey');
      requireOrigin(value.length);
    },
  },
  [GLOBAL.VERSION]: plain('Global PSBT Version', 4),
};

const inputRules: Rules = {
  [IN.NON_WITNESS_UTXO]: plain('Input Non-witness UTXO'),
  [IN.WITNESS_UTXO]: plain('Input Witness UTXO'),
  [IN.PARTIAL_SIG]: partialSignature,
  [IN.SIGHASH_TYPE]: plain('Input Sighash Type', 4),
  [IN.REDEEM_SCRIPT]: plain('Input redeemScript'),
  [IN.WITNESS_SCRIPT]: plain('Input witnessScript'),
  [IN.BIP32_DERIVATION]: keypath,
  [IN.FINAL_SCRIPTSIG]: plain('Input Final scriptSig'),
  [IN.FINAL_SCRIPTWITNESS]: plain('Input Final scriptWitness'),
  '0a': hashed('Input RIPEMD160 Preimage', 20),
  '0b': hashed('Input SHA256 Preimage', 32),
  '0c': hashed('Input Hash160 Preimage', 20),
  '0d': hashed('Input Hash256 Preimage', 32),
  [IN.PREVIOUS_TXID]: plain('Input Previous TXID', 32, 'Previous txid'),
  [IN.OUTPUT_INDEX]: plain("Input Previous Output's Index", 4, "Previous output's index"),
  [IN.SEQUENCE]: plain('Input Sequence', 4, 'Sequence'),
  [IN.REQUIRED_TIME_LOCKTIME]: lockTime(
    'Input Required Time Based Locktime',
    'Required time based locktime',
    timeProblem,
  ),
  [IN.REQUIRED_HEIGHT_LOCKTIME]: lockTime(
    'Input Required Height Based Locktime',
    'Required height based locktime',
    heightProblem,
  ),
  [IN.TAP_KEY_SIG]: {
    check: (key, value) => {
      keySize('Input Taproot Key Path Signature', 1)(key);
      schnorr('key', value);
    },
  },
  [IN.TAP_SCRIPT_SIG]: {
    check: (key, value) => {
      keySize('Input Taproot Script Path Signature', 65)(key);
      schnorr('script', value);
    },
  },
  [IN.TAP_LEAF_SCRIPT]: leafScript,
  [IN.TAP_BIP32_DERIVATION]: taprootKeypath('Input'),
  [IN.TAP_INTERNAL_KEY]: plain('Input Taproot Internal Key', 32),
  [IN.TAP_MERKLE_ROOT]: plain('Input Taproot Merkle Root', 32),
  '1a': participants('Input'),
  '1b': musig('pubnonce', (value) =>
    requireField(value.length === NONCE_BYTES, 'Input musig2 pubnonce value is not 66 bytes'),
  ),
  '1c': musig('partial sig', (value) => requireField(value.length === 32, 'Size of value was not the stated size')),
};

const outputRules: Rules = {
  [OUT.REDEEM_SCRIPT]: plain('Output redeemScript'),
  [OUT.WITNESS_SCRIPT]: plain('Output witnessScript'),
  [OUT.BIP32_DERIVATION]: keypath,
  [OUT.AMOUNT]: plain('Output Amount', 8, 'Output amount'),
  [OUT.SCRIPT]: plain('Output Script', undefined, 'Output script'),
  [OUT.TAP_INTERNAL_KEY]: plain('Output Taproot Internal Key', 32),
  '06': {
    check: (key, value) => {
      keySize('Output Taproot Tree Key', 1)(key);
      checkTree(value);
    },
  },
  [OUT.TAP_BIP32_DERIVATION]: taprootKeypath('Output'),
  '08': participants('Output'),
};

const rules = { global: globalRules, input: inputRules, output: outputRules } as const;
export type MapKind = keyof typeof rules;

/** Checks every known field of one map. Throws DecodeError. */
export function validateMap(map: PsbtMap, kind: MapKind, version: 0 | 2): void {
  for (const [name, value] of map) {
    const rule = rules[kind][name.slice(0, 2)];
    if (!rule) continue;
    if (version === 0 && rule.version2 !== undefined) fail(`${rule.version2} is not allowed in PSBTv0`);
    rule.check(Buffer.from(name.slice(2), 'hex'), value);
  }
}

/** A previous transaction has to be the one that the input spends from. Throws DecodeError. */
export function validatePrevious(map: PsbtMap, { prevTxid, vout }: TxInput): void {
  const whole = map.get(IN.NON_WITNESS_UTXO);
  if (!whole) return;
  const previous = parseTransaction(whole);
  requireField(previous.txid === prevTxid, 'Non-witness UTXO does not match outpoint hash');
  requireField(vout < previous.outputs.length, 'Input specifies output index that does not exist');
}
