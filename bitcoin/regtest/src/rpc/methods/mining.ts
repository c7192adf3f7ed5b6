import { checkBlock, checkBlockInContext, witnessCommitmentIndex } from '../../chain/check-block.ts';
import { Rejection } from '../../chain/rejection.ts';
import { DescriptorError } from '../../descriptors/descriptor-error.ts';
import { isRanged, parseDescriptor } from '../../descriptors/parse.ts';
import { scriptsAt } from '../../descriptors/scripts.ts';
import {
  type Block,
  type BlockHeader,
  encodeBlock,
  parseBlock,
  parseBlockHex,
  parseHeaderHex,
} from '../../encoding/block.ts';
import { buildTransaction, parseTransactionHex, type Transaction } from '../../encoding/transaction.ts';
import { BLOCK_MIN_SATS_PER_KVB } from '../../mempool/fees.ts';
import { mineBlock, planBlock } from '../../mining/mine.ts';
import type { Node } from '../../node.ts';
import { addressToScript } from '../../script/address.ts';
import { difficultyOf, hexBits, hexTarget } from '../block-shape.ts';
import { createBlockTemplate } from '../block-template.ts';
import type { JsonObject } from '../json.ts';
import { btc } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseInteger } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';

/** Mines blocks one after the other; what is reported is on the disk when the call answers. */
export function mineMany(node: Node, count: number, payTo: Buffer): string[] {
  return Array.from({ length: Math.max(0, parseInteger(count)) }, () => mineBlock(node, payTo).header.hash);
}

/** Pays to a descriptor or to an address. */
function payoutScript(output: string): Buffer {
  try {
    return descriptorScript(output);
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    return addressToScript(output) ?? failRpc('INVALID_ADDRESS_OR_KEY', 'Error: Invalid address or descriptor');
  }
}

/** The script a descriptor is mined to. Of those that combo() stands for: P2WPKH, or P2PKH where the key is not compressed. */
function descriptorScript(descriptor: string): Buffer {
  const { expression } = parseDescriptor(descriptor);
  if (isRanged(expression)) {
    const advice = 'Maybe pass through deriveaddresses first?';
    failRpc('INVALID_ADDRESS_OR_KEY', `Ranged descriptor not accepted. ${advice}`);
  }
  const scripts = scriptsAt(expression, 0);
  if (scripts.length === 1) return scripts[0]!;
  return scripts.length === 4 ? scripts[2]! : scripts[1]!;
}

function payoutDescriptor(descriptor: string): Buffer {
  try {
    return descriptorScript(descriptor);
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    return failRpc('INVALID_ADDRESS_OR_KEY', error.message);
  }
}

function generateBlock(node: Node, output: string, listed: string[], submit: boolean): JsonObject {
  const payTo = payoutScript(output);
  const transactions = listed.map((item): Transaction => {
    if (/^[0-9a-f]{64}$/i.test(item)) {
      const entry = node.mempool.entries.get(item.toLowerCase());
      return entry?.tx ?? failRpc('INVALID_ADDRESS_OR_KEY', `Transaction ${item} not in mempool.`);
    }
    try {
      return parseTransactionHex(item);
    } catch {
      const hint = 'Make sure the tx has at least one input.';
      return failRpc('DESERIALIZATION', `Transaction decode failed for ${item}. ${hint}`);
    }
  });
  // As Bitcoin Core does, the coinbase leaves the fees of explicitly listed transactions unclaimed.
  const block = planBlock(node, payTo, { transactions, feeSats: 0n });
  try {
    checkBlock(block);
    checkBlockInContext(block, node.chain.tip);
    node.chain.testBlock(block);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    failRpc('VERIFY', `TestBlockValidity failed: ${error.message}`);
  }
  if (!submit) return { hash: block.header.hash, hex: block.raw.toString('hex') };
  node.chain.submitBlock(block);
  return { hash: block.header.hash };
}

/** A submitted coinbase may lack the witness its commitment needs; miners' software does not know it (BIP141). */
function completeCoinbase(block: Block): Block {
  const coinbase = block.transactions[0];
  if (!coinbase?.inputs[0] || coinbase.hasWitness || witnessCommitmentIndex(block) < 0) return block;
  const inputs = coinbase.inputs.map((input) => ({ ...input, witness: [Buffer.alloc(32)] }));
  const completed = buildTransaction({ ...coinbase, inputs });
  return parseBlock(encodeBlock(block.header.raw, [completed, ...block.transactions.slice(1)]));
}

export function submitBlockHex(node: Node, hex: string): string | null {
  let block: Block;
  try {
    block = parseBlockHex(hex);
  } catch {
    return failRpc('DESERIALIZATION', 'Block decode failed');
  }
  try {
    const parentIsKnown = node.chain.nodes.has(block.header.prevHash);
    return node.chain.submitBlock(parentIsKnown ? completeCoinbase(block) : block);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.reason;
  }
}

function submitHeader(node: Node, hex: string): undefined {
  let header: BlockHeader;
  try {
    header = parseHeaderHex(hex);
  } catch {
    return failRpc('DESERIALIZATION', 'Block header decode failed');
  }
  if (!node.chain.nodes.has(header.prevHash)) {
    failRpc('VERIFY', `Must submit previous header (${header.prevHash}) first`);
  }
  try {
    node.chain.submitHeader(header);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    // Bitcoin Core names the rule here and keeps the details to its log.
    failRpc('VERIFY', error.reason);
  }
}

function miningInfo(node: Node): JsonObject {
  const { tip } = node.chain;
  const { bits } = tip.header;
  return {
    blocks: tip.height,
    bits: hexBits(bits),
    difficulty: difficultyOf(bits),
    target: hexTarget(bits),
    networkhashps: 0,
    pooledtx: node.mempool.entries.size,
    blockmintxfee: btc(BLOCK_MIN_SATS_PER_KVB),
    chain: 'regtest',
    next: { height: tip.height + 1, bits: hexBits(bits), difficulty: difficultyOf(bits), target: hexTarget(bits) },
    warnings: [],
  };
}

export const miningMethods: Record<string, Method> = {
  generatetoaddress: method(
    'Generating',
    'Mines blocks that pay to an address.',
    [required('nblocks', 'number'), required('address', 'string'), optional('maxtries', 'number')],
    ({ node }, [count, address]: [number, string]) => {
      const script = addressToScript(address) ?? failRpc('INVALID_ADDRESS_OR_KEY', 'Error: Invalid address');
      return mineMany(node, count, script);
    },
  ),
  generatetodescriptor: method(
    'Generating',
    'Mines blocks that pay to a descriptor.',
    [required('num_blocks', 'number'), required('descriptor', 'string'), optional('maxtries', 'number')],
    ({ node }, [count, descriptor]: [number, string]) => mineMany(node, count, payoutDescriptor(descriptor)),
  ),
  generateblock: method(
    'Generating',
    'Mines a block with exactly the given transactions, by txid or as hex, in order.',
    [required('output', 'string'), required('transactions', 'strings'), optional('submit', 'bool')],
    ({ node }, [output, transactions, submit = true]: [string, string[], boolean?]) =>
      generateBlock(node, output, transactions, submit),
  ),
  submitblock: method(
    'Mining',
    'Adds a block; answers null when it is in the active chain, otherwise why not.',
    [required('hexdata', 'string'), optional('dummy', 'string')],
    ({ node }, [hex]: [string]) => submitBlockHex(node, hex),
  ),
  submitheader: method('Mining', 'Adds a header.', [required('hexdata', 'string')], ({ node }, [hex]: [string]) =>
    submitHeader(node, hex),
  ),
  getblocktemplate: method(
    'Mining',
    'What a miner needs to build the next block (BIP22, BIP23).',
    [required('template_request', 'object')],
    ({ node }, [request]: [{ mode?: string; rules?: string[]; data?: string }]) => createBlockTemplate(node, request),
  ),
  getmininginfo: method('Mining', 'State of mining.', [], ({ node }) => miningInfo(node)),
  getnetworkhashps: method(
    'Mining',
    'Estimated hashes per second; meaningless on regtest, so 0.',
    [optional('nblocks', 'number'), optional('height', 'number')],
    () => 0,
  ),
};
