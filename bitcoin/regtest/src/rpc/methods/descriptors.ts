import { descriptorChecksum, withChecksum } from '../../descriptors/checksum.ts';
import { DescriptorError } from '../../descriptors/descriptor-error.ts';
import { inferDescriptor } from '../../descriptors/infer.ts';
import { hasPrivateKeys, isRanged, type ParsedDescriptor, parseDescriptor } from '../../descriptors/parse.ts';
import { scriptsAt } from '../../descriptors/scripts.ts';
import { hash160, sha256 } from '../../encoding/hash.ts';
import type { Node } from '../../node.ts';
import { decodeAddress, payToScriptHash, payToWitness, scriptToAddress } from '../../script/address.ts';
import { isPayToScriptHash, isUnspendable, matchTemplate, witnessProgram } from '../../script/templates.ts';
import { btc, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { failRpc } from '../rpc-error.ts';
import { scriptShape } from '../transaction-shape.ts';

const DEFAULT_SCAN_RANGE: [number, number] = [0, 1000];
const MAX_RANGE = 1_000_000;

type RangeArgument = number | [number, number];
type ScanObject = string | { desc?: string; range?: RangeArgument };

function parse(text: string, requireChecksum = false): ParsedDescriptor {
  try {
    return parseDescriptor(text, requireChecksum);
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    return failRpc('INVALID_ADDRESS_OR_KEY', error.message);
  }
}

export function parseRange(range: RangeArgument): [number, number] {
  const [begin, end] = typeof range === 'number' ? [0, range] : range;
  if (begin > end) failRpc('INVALID_PARAMETER', 'Range specified as [begin,end] must not have begin after end');
  if (begin < 0) failRpc('INVALID_PARAMETER', 'Range should be greater or equal than 0');
  if (end >= 2 ** 31) failRpc('INVALID_PARAMETER', 'End of range is too high');
  if (end - begin >= MAX_RANGE) failRpc('INVALID_PARAMETER', 'Range is too large');
  return [begin, end];
}

/** Scripts of a scan object with the descriptor each belongs to. */
function scanScripts(object: ScanObject): Map<string, string> {
  const { desc, range } = typeof object === 'string' ? { desc: object, range: undefined } : object;
  if (!desc) return failRpc('INVALID_PARAMETER', 'Descriptor needs to be provided in scan object');
  const { expression } = parse(desc);
  const [begin, end] = isRanged(expression) ? parseRange(range ?? DEFAULT_SCAN_RANGE) : [0, 0];
  const scripts = new Map<string, string>();
  for (let index = begin; index <= end; index++) {
    for (const script of scriptsAt(expression, index)) scripts.set(script.toString('hex'), inferDescriptor(script));
  }
  return scripts;
}

function scanCoins(node: Node, objects: ScanObject[]): JsonObject {
  const wanted = new Map(objects.flatMap((object) => [...scanScripts(object)]));
  const { chain } = node;
  let totalSats = 0n;
  const unspents: JsonObject[] = [];
  for (const [key, coin] of chain.coins) {
    const scriptPubKey = coin.script.toString('hex');
    const desc = wanted.get(scriptPubKey);
    if (desc === undefined) continue;
    totalSats += coin.valueSats;
    unspents.push({
      txid: key.slice(0, 64),
      vout: Number(key.slice(65)),
      scriptPubKey,
      desc,
      amount: btc(coin.valueSats),
      coinbase: coin.isCoinbase,
      height: coin.height,
      blockhash: chain.active[coin.height]!.hash,
      confirmations: chain.tip.height - coin.height + 1,
    });
  }
  return {
    success: true,
    txouts: chain.coins.size,
    height: chain.tip.height,
    bestblock: chain.tip.hash,
    unspents,
    total_amount: btc(totalSats),
  };
}

function deriveAddresses(text: string, range: RangeArgument | undefined): string[] {
  const { expression } = parse(text, true);
  if (!isRanged(expression) && range !== undefined) {
    failRpc('INVALID_PARAMETER', 'Range should not be specified for an un-ranged descriptor');
  }
  if (isRanged(expression) && range === undefined) {
    return failRpc('INVALID_PARAMETER', 'Range must be specified for a ranged descriptor');
  }
  const [begin, end] = range === undefined ? [0, 0] : parseRange(range);
  return Array.from({ length: end - begin + 1 }, (_, offset) => {
    const scripts = scriptsAt(expression, begin + offset);
    // Of what combo() stands for, paying to the bare key has no address and is passed over.
    const addressed =
      scripts.length > 1 ? scripts.filter((script) => matchTemplate(script).type !== 'pubkey') : scripts;
    return addressed.map(
      (script) =>
        scriptToAddress(script) ??
        failRpc('INVALID_ADDRESS_OR_KEY', 'Descriptor does not have a corresponding address'),
    );
  }).flat();
}

function descriptorInfo(text: string): JsonObject {
  const { expression, body } = parse(text);
  if (hasPrivateKeys(expression)) {
    failRpc('INVALID_PARAMETER', 'this node describes public descriptors only; give the public form of its keys');
  }
  return {
    descriptor: withChecksum(body.replaceAll("'", 'h')),
    checksum: descriptorChecksum(body)!,
    isrange: isRanged(expression),
    issolvable: expression.kind !== 'addr' && expression.kind !== 'raw' && expression.kind !== 'rawtr',
    hasprivatekeys: false,
  };
}

function addressInfo(address: string): JsonObject {
  const decoded = decodeAddress(address);
  if ('error' in decoded) return { isvalid: false, error_locations: [], error: decoded.error };
  const { script } = decoded;
  const program = witnessProgram(script);
  return {
    isvalid: true,
    address: scriptToAddress(script)!,
    scriptPubKey: script.toString('hex'),
    isscript: isPayToScriptHash(script) || (program !== undefined && program.program.length === 32),
    iswitness: program !== undefined,
    witness_version: program?.version,
    witness_program: program?.program.toString('hex'),
  };
}

function decodeScript(hex: string): JsonObject {
  if (!/^([0-9a-f]{2})*$/i.test(hex))
    failRpc('INVALID_PARAMETER', `argument must be hexadecimal string (not '${hex}')`);
  return describeScript(Buffer.from(hex, 'hex'));
}

const cannotBeWrapped = new Set([
  'scripthash',
  'nulldata',
  'witness_v0_scripthash',
  'witness_v1_taproot',
  'witness_unknown',
  'anchor',
]);

function describeScript(script: Buffer): JsonObject {
  const { type } = matchTemplate(script);
  const { hex: _, ...shape } = scriptShape(script);
  if (cannotBeWrapped.has(type) || isUnspendable(script)) return { ...shape, type };
  const nested = payToScriptHash(hash160(script));
  const witness = segwitForm(script);
  return {
    ...shape,
    type,
    p2sh: scriptToAddress(nested),
    segwit: witness && {
      ...scriptShape(witness),
      'p2sh-segwit': scriptToAddress(payToScriptHash(hash160(witness))),
    },
  };
}

function segwitForm(script: Buffer): Buffer | undefined {
  const template = matchTemplate(script);
  if (template.type === 'witness_v0_keyhash') return undefined;
  if (template.type === 'pubkey')
    return template.key.length === 33 ? payToWitness(0, hash160(template.key)) : undefined;
  if (template.type === 'pubkeyhash') return payToWitness(0, template.hash);
  if (template.type === 'multisig' && template.keys.some((key) => key.length !== 33)) return undefined;
  return payToWitness(0, sha256(script));
}

export const descriptorMethods: Record<string, Method> = {
  scantxoutset: method(
    'Blockchain',
    'Finds unspent outputs of descriptors. A scan ends within its call, so there is none to show or abort.',
    [required('action', 'string'), optional('scanobjects', 'array')],
    ({ node }, [action, objects]: [string, ScanObject[]?]) => {
      if (action === 'status') return null;
      if (action === 'abort') return false;
      if (action !== 'start') return failRpc('INVALID_PARAMETER', `Invalid action '${action}'`);
      if (!objects) return failRpc('MISC', 'scanobjects argument is required for the start action');
      return scanCoins(node, objects);
    },
  ),
  deriveaddresses: method(
    'Util',
    'Addresses of a descriptor.',
    [required('descriptor', 'string'), optional('range', 'any')],
    (_, [descriptor, range]: [string, RangeArgument?]) => deriveAddresses(descriptor, range),
  ),
  getdescriptorinfo: method(
    'Util',
    'Checks a descriptor and adds its checksum.',
    [required('descriptor', 'string')],
    (_, [text]: [string]) => descriptorInfo(text),
  ),
  validateaddress: method(
    'Util',
    'Tells what an address pays to.',
    [required('address', 'string')],
    (_, [address]: [string]) => addressInfo(address),
  ),
  decodescript: method(
    'Rawtransactions',
    'Decodes a script.',
    [required('hexstring', 'string')],
    (_, [hex]: [string]) => decodeScript(hex),
  ),
};
