import { privateAdd, privateNegate, sign, signSchnorr } from 'tiny-secp256k1';
import { hash160, taggedHash } from '../encoding/hash.ts';
import { buildTransaction, type Transaction, type TransactionDraft, type TxOutput } from '../encoding/transaction.ts';
import { payToPubkeyHash, payToWitness } from '../script/address.ts';
import { pushData } from '../script/instructions.ts';
import {
  legacySignatureHash,
  SIGHASH,
  type SpendingTransaction,
  spendingTransaction,
  taprootSignatureHash,
  witnessV0SignatureHash,
} from '../script/signature-hash.ts';
import type { WalletKey } from './keys.ts';

type Unlocking = { scriptSig: Buffer; witness: Buffer[] };

/** Signs the inputs for which a key is given and leaves the others as they are. */
export function signTransaction(
  draft: TransactionDraft,
  spent: TxOutput[],
  keys: (WalletKey | undefined)[],
): Transaction {
  const spending = spendingTransaction(buildTransaction(draft), spent);
  const inputs = draft.inputs.map((input, index) => {
    const key = keys[index];
    return key ? { ...input, ...unlock(spending, index, key) } : input;
  });
  return buildTransaction({ ...draft, inputs });
}

function unlock(spending: SpendingTransaction, index: number, key: WalletKey): Unlocking {
  const empty = Buffer.alloc(0);
  const keyHash = hash160(key.publicKey);
  const scriptCode = payToPubkeyHash(keyHash);
  switch (key.type) {
    case 'legacy': {
      const hash = legacySignatureHash(spending.tx, index, scriptCode, SIGHASH.ALL);
      return { scriptSig: Buffer.concat([pushData(ecdsa(hash, key)), pushData(key.publicKey)]), witness: [] };
    }
    case 'p2sh-segwit':
    case 'bech32': {
      const hash = witnessV0SignatureHash(spending, index, scriptCode, SIGHASH.ALL);
      const scriptSig = key.type === 'bech32' ? empty : pushData(payToWitness(0, keyHash));
      return { scriptSig, witness: [ecdsa(hash, key), key.publicKey] };
    }
    case 'bech32m': {
      const hash = taprootSignatureHash(spending, index, SIGHASH.DEFAULT, undefined, undefined)!;
      return { scriptSig: empty, witness: [Buffer.from(signSchnorr(hash, taprootPrivateKey(key)))] };
    }
  }
}

/** DER signature with SIGHASH_ALL, ground until r fits 32 bytes, so that sizes can be told in advance. */
function ecdsa(hash: Buffer, key: WalletKey): Buffer {
  let compact = Buffer.from(sign(hash, key.privateKey));
  for (let counter = 1; compact[0]! & 0x80; counter++) {
    const extra = Buffer.alloc(32);
    extra.writeUInt32LE(counter, 0);
    compact = Buffer.from(sign(hash, key.privateKey, extra));
  }
  const integers = [compact.subarray(0, 32), compact.subarray(32)].map(derInteger);
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body, Buffer.from([SIGHASH.ALL])]);
}

function derInteger(value: Buffer): Buffer {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start += 1;
  const digits = value.subarray(start);
  const padded = digits[0]! & 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits;
  return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}

/** BIP341: the private key for the tweaked output key, with the parity that x-only keys imply. */
function taprootPrivateKey({ privateKey, publicKey }: WalletKey): Buffer {
  const even = publicKey[0] === 3 ? privateNegate(privateKey) : privateKey;
  return Buffer.from(privateAdd(even, taggedHash('TapTweak', publicKey.subarray(1)))!);
}
