import { parseTransaction, type TxOutput } from '../encoding/transaction.ts';
import { btc, type JsonObject } from '../rpc/json.ts';
import { scriptShape, transactionShape } from '../rpc/transaction-shape.ts';
import { disassemble } from '../script/disassemble.ts';
import { matchTemplate } from '../script/templates.ts';
import { decodeWitness, type Psbt, type PsbtMap } from './codec.ts';
import { fieldsOf, GLOBAL, IN, OUT, readDerivation, readTapDerivation, spentOutput } from './fields.ts';

const hexOf = (value: Buffer | undefined): string | undefined => value?.toString('hex');

/** Absent rather than empty, as Bitcoin Core leaves out what a PSBT does not hold. */
const listed = <T>(items: T[]): T[] | undefined => (items.length > 0 ? items : undefined);

function plainScript(script: Buffer | undefined): JsonObject | undefined {
  return script && { asm: disassemble(script), hex: script.toString('hex'), type: matchTemplate(script).type };
}

const keyOrigins = (map: PsbtMap, type: string): JsonObject[] | undefined =>
  listed(
    fieldsOf(map, type).map(({ key, value }) => {
      const { fingerprint, path } = readDerivation(value);
      return { pubkey: key.toString('hex'), master_fingerprint: fingerprint, path };
    }),
  );

const tapKeyOrigins = (map: PsbtMap, type: string): JsonObject[] | undefined =>
  listed(
    fieldsOf(map, type).map(({ key, value }) => {
      const { fingerprint, path, leafHashes } = readTapDerivation(value);
      const leaves = leafHashes.map((hash) => hash.toString('hex'));
      return { pubkey: key.toString('hex'), master_fingerprint: fingerprint, path, leaf_hashes: leaves };
    }),
  );

const sighashNames: Record<number, string> = {
  0: 'DEFAULT',
  1: 'ALL',
  2: 'NONE',
  3: 'SINGLE',
  129: 'ALL|ANYONECANPAY',
  130: 'NONE|ANYONECANPAY',
  131: 'SINGLE|ANYONECANPAY',
};

function unknownFields(map: PsbtMap, known: Record<string, string>): JsonObject | undefined {
  const types = new Set(Object.values(known));
  const unknown = [...map].filter(([name]) => !types.has(name.slice(0, 2)));
  if (unknown.length === 0) return undefined;
  return Object.fromEntries(unknown.map(([name, value]) => [name, value.toString('hex')]));
}

function taprootShape(map: PsbtMap): JsonObject {
  return {
    taproot_key_path_sig: hexOf(map.get(IN.TAP_KEY_SIG)),
    taproot_script_path_sigs: listed(
      fieldsOf(map, IN.TAP_SCRIPT_SIG).map(({ key, value }) => ({
        pubkey: key.subarray(0, 32).toString('hex'),
        leaf_hash: key.subarray(32).toString('hex'),
        sig: value.toString('hex'),
      })),
    ),
    taproot_scripts: listed(
      fieldsOf(map, IN.TAP_LEAF_SCRIPT).map(({ key, value }) => ({
        script: value.subarray(0, -1).toString('hex'),
        leaf_ver: value.at(-1)!,
        control_blocks: [key.toString('hex')],
      })),
    ),
    taproot_bip32_derivs: tapKeyOrigins(map, IN.TAP_BIP32_DERIVATION),
    taproot_internal_key: hexOf(map.get(IN.TAP_INTERNAL_KEY)),
    taproot_merkle_root: hexOf(map.get(IN.TAP_MERKLE_ROOT)),
  };
}

function inputShape(map: PsbtMap, spent: TxOutput | undefined): JsonObject {
  const whole = map.get(IN.NON_WITNESS_UTXO);
  const finalScriptSig = map.get(IN.FINAL_SCRIPTSIG);
  const finalWitness = map.get(IN.FINAL_SCRIPTWITNESS);
  const sighash = map.get(IN.SIGHASH_TYPE)?.readUInt32LE(0);
  const signatures = fieldsOf(map, IN.PARTIAL_SIG).map(({ key, value }) => [
    key.toString('hex'),
    value.toString('hex'),
  ]);
  return {
    witness_utxo:
      map.has(IN.WITNESS_UTXO) && spent
        ? { amount: btc(spent.valueSats), scriptPubKey: scriptShape(spent.script) }
        : undefined,
    non_witness_utxo: whole && transactionShape(parseTransaction(whole), { withHex: false }),
    partial_signatures: signatures.length > 0 ? (Object.fromEntries(signatures) as JsonObject) : undefined,
    sighash: sighash === undefined ? undefined : (sighashNames[sighash] ?? ''),
    redeem_script: plainScript(map.get(IN.REDEEM_SCRIPT)),
    witness_script: plainScript(map.get(IN.WITNESS_SCRIPT)),
    bip32_derivs: keyOrigins(map, IN.BIP32_DERIVATION),
    final_scriptSig: finalScriptSig && { asm: disassemble(finalScriptSig), hex: finalScriptSig.toString('hex') },
    final_scriptwitness: finalWitness && decodeWitness(finalWitness).map((item) => item.toString('hex')),
    ...taprootShape(map),
    unknown: unknownFields(map, IN),
  };
}

const outputShape = (map: PsbtMap): JsonObject => ({
  redeem_script: plainScript(map.get(OUT.REDEEM_SCRIPT)),
  witness_script: plainScript(map.get(OUT.WITNESS_SCRIPT)),
  bip32_derivs: keyOrigins(map, OUT.BIP32_DERIVATION),
  taproot_internal_key: hexOf(map.get(OUT.TAP_INTERNAL_KEY)),
  taproot_bip32_derivs: tapKeyOrigins(map, OUT.TAP_BIP32_DERIVATION),
  unknown: unknownFields(map, OUT),
});

/** What the inputs hold beyond the outputs, if all spent outputs are known. */
export function psbtFeeSats(psbt: Psbt): bigint | undefined {
  const spent = psbt.inputs.map((_, index) => spentOutput(psbt, index));
  if (spent.some((output) => output === undefined)) return undefined;
  const valueIn = spent.reduce((sum, output) => sum + output!.valueSats, 0n);
  return psbt.tx.outputs.reduce((left, { valueSats }) => left - valueSats, valueIn);
}

/** The answer of `decodepsbt`. */
export function psbtShape(psbt: Psbt): JsonObject {
  const feeSats = psbtFeeSats(psbt);
  return {
    tx: transactionShape(psbt.tx, { withHex: false }),
    global_xpubs: fieldsOf(psbt.global, GLOBAL.XPUB).map(({ key, value }) => {
      const { fingerprint, path } = readDerivation(value);
      return { xpub: key.toString('hex'), master_fingerprint: fingerprint, path };
    }),
    psbt_version: psbt.version,
    proprietary: [],
    unknown: unknownFields(psbt.global, GLOBAL) ?? {},
    inputs: psbt.inputs.map((map, index) => inputShape(map, spentOutput(psbt, index))),
    outputs: psbt.outputs.map(outputShape),
    fee: feeSats === undefined ? undefined : btc(feeSats),
  };
}
