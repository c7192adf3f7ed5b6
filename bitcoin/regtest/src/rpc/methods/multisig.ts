import { withChecksum } from '../../descriptors/checksum.ts';
import { hash160, sha256 } from '../../encoding/hash.ts';
import { isPublicKey, payToScriptHash, payToWitness, scriptToAddress } from '../../script/address.ts';
import { pushData, pushNumber } from '../../script/instructions.ts';
import { OP } from '../../script/opcodes.ts';
import type { JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseInteger } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';

const MAX_KEYS = 20;
const MAX_REDEEM_SCRIPT_BYTES = 520;
const UNCOMPRESSED_WARNING =
  'Unable to make chosen address type, please ensure no uncompressed public keys are present.';

const types = ['legacy', 'p2sh-segwit', 'bech32'] as const;
type MultisigType = (typeof types)[number];

function parsePublicKey(text: string): Buffer {
  const refuse = (why: string): never => failRpc('INVALID_ADDRESS_OR_KEY', `Pubkey "${text}" ${why}`);
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) refuse('must be a hex string');
  if (text.length !== 66 && text.length !== 130) refuse('must have a length of either 33 or 65 bytes');
  const key = Buffer.from(text, 'hex');
  return isPublicKey(key) ? key : refuse('must be cryptographically valid.');
}

function parseType(type: string): MultisigType {
  if (type === 'bech32m') {
    failRpc('INVALID_ADDRESS_OR_KEY', 'createmultisig cannot create bech32m multisig addresses');
  }
  return types.find((known) => known === type) ?? failRpc('INVALID_ADDRESS_OR_KEY', `Unknown address type '${type}'`);
}

function createMultisig(threshold: number, texts: string[], type: string): JsonObject {
  const keys = texts.map(parsePublicKey);
  const asked = parseType(type);
  if (threshold < 1) {
    failRpc('INVALID_PARAMETER', 'a multisignature address must require at least one key to redeem');
  }
  if (keys.length < threshold) {
    const supplied = `got ${keys.length} keys, but need at least ${threshold} to redeem`;
    failRpc('INVALID_PARAMETER', `not enough keys supplied (${supplied})`);
  }
  if (keys.length > MAX_KEYS) {
    const limit = `Number of keys involved in the multisignature address creation > ${MAX_KEYS}`;
    failRpc('INVALID_PARAMETER', `${limit}\nReduce the number`);
  }
  const script = Buffer.concat([
    pushNumber(threshold),
    ...keys.map(pushData),
    pushNumber(keys.length),
    Buffer.from([OP.CHECKMULTISIG]),
  ]);
  // Segwit takes compressed keys only.
  const made = keys.every((key) => key.length === 33) ? asked : 'legacy';
  if (made === 'legacy' && script.length > MAX_REDEEM_SCRIPT_BYTES) {
    const sizes = `${script.length} > ${MAX_REDEEM_SCRIPT_BYTES}`;
    failRpc('INVALID_PARAMETER', `redeemScript exceeds size limit: ${sizes}`);
  }
  const inner = `multi(${[threshold, ...keys.map((key) => key.toString('hex'))].join(',')})`;
  const [output, descriptor] = wrap(made, script, inner);
  return {
    address: scriptToAddress(output)!,
    redeemScript: script.toString('hex'),
    descriptor: withChecksum(descriptor),
    warnings: made === asked ? undefined : [UNCOMPRESSED_WARNING],
  };
}

function wrap(type: MultisigType, script: Buffer, inner: string): [Buffer, string] {
  if (type === 'legacy') return [payToScriptHash(hash160(script)), `sh(${inner})`];
  const witness = payToWitness(0, sha256(script));
  if (type === 'bech32') return [witness, `wsh(${inner})`];
  return [payToScriptHash(hash160(witness)), `sh(wsh(${inner}))`];
}

export const multisigMethods: Record<string, Method> = {
  createmultisig: method(
    'Util',
    'The address that n of m keys open, with its script and descriptor.',
    [required('nrequired', 'number'), required('keys', 'strings'), optional('address_type', 'string')],
    (_, [threshold, keys, type = 'legacy']: [number, string[], string?]) =>
      createMultisig(parseInteger(threshold), keys, type),
  ),
};
