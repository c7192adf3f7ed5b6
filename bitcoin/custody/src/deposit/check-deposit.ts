import { deriveAddress } from '../address/address.ts';
import { isDisplayHash } from '../block/hash.ts';
import { parseTransaction, type Transaction } from '../block/transaction.ts';
import { findTransaction } from '../block/verify.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';
import { HARDENED } from '../descriptor/key-expression.ts';
import { isCustodyError } from '../errors.ts';
import type { BitcoinView, UnspentOutput } from '../node/bitcoin-view.ts';
import { type ConfirmationSchedule, requiredConfirmations } from './confirmations.ts';
import type { DepositRefusal } from './refusal.ts';

/** Consensus rule COINBASE_MATURITY: a mined coin may be spent in the hundredth block after its own. */
const COINBASE_MATURITY = 100;
const MOST_SATS = 2_100_000_000_000_000n;
const MOST_ATTEMPTS = 3;

export type DepositClaim = {
  readonly index: number;
  readonly txid: string;
  readonly vout: number;
  readonly amountSats: bigint;
  /** The number of confirmations that the attestation will state. */
  readonly confirmations: number;
};

export type DepositCheck =
  | { readonly ok: true; readonly confirmations: number; readonly blockHash: string; readonly blockHeight: number }
  | { readonly ok: false; readonly reason: DepositRefusal };

type Located = {
  transaction: Transaction;
  confirmations: number;
  blockHash: string;
  blockHeight: number;
  output: UnspentOutput;
};

/**
 * What a signer asks its own node before it attests a deposit. True only if the output is in a block of the best chain
 * and unspent, pays exactly the claimed amount to the address derived here from the descriptor, and is deep enough for
 * its size. A node out of reach is an error, not a refusal: the same question may be asked again.
 */
export async function checkDeposit(
  options: DepositClaim & { rpc: BitcoinView; descriptor: Descriptor; schedule?: ConfirmationSchedule },
): Promise<DepositCheck> {
  const { rpc, descriptor } = options;
  const malformed = checkClaim(options);
  if (malformed) return { ok: false, reason: malformed };
  try {
    await rpc.checkChain();
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/wrong-chain')) throw error;
    return { ok: false, reason: { code: 'wrong-chain', ...error.context } };
  }
  if (rpc.network.name !== descriptor.network.name) {
    const expected = descriptor.network.name;
    return { ok: false, reason: { code: 'wrong-chain', expected, found: rpc.network.name } };
  }

  const located = await locate(rpc, options);
  if ('code' in located) return { ok: false, reason: located };
  const reason = compare(located, options);
  if (reason) return { ok: false, reason };
  const { confirmations, blockHash, blockHeight } = located;
  return { ok: true, confirmations, blockHash, blockHeight };
}

function checkClaim(claim: DepositClaim): DepositRefusal | undefined {
  const rules: [keyof DepositClaim, boolean, string][] = [
    ['txid', isDisplayHash(claim.txid), '64 lower-case hex digits'],
    ['vout', isCount(claim.vout, 0xffffffff), 'an output number'],
    ['index', isCount(claim.index, HARDENED - 1), 'an address index'],
    ['amountSats', claim.amountSats > 0n && claim.amountSats <= MOST_SATS, 'an amount of satoshis that can exist'],
    ['confirmations', claim.confirmations >= 1 && isCount(claim.confirmations, HARDENED), 'at least 1'],
  ];
  const broken = rules.find(([, holds]) => !holds);
  return broken && { code: 'bad-request', field: broken[0], expected: broken[2] };
}

const isCount = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;

/**
 * The transaction as it stands in a block of the best chain, read from that block's bytes. Works on a node without a
 * transaction index: the unspent output tells the depth, the depth the block.
 */
async function locate(rpc: BitcoinView, claim: DepositClaim): Promise<Located | DepositRefusal> {
  const { txid, vout } = claim;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const output = await rpc.getUnspentOutput(txid, vout, 'chain');
    if (!output) return explainAbsence(rpc, claim);
    const best = await rpc.getHeader(output.bestBlock);
    if (!best) continue;
    const blockHeight = best.height - output.confirmations + 1;
    const blockHash = await rpc.getBlockHash(blockHeight);
    if (blockHash === undefined) continue;
    const found = findTransaction(await rpc.getRawBlock(blockHash), txid);
    // Asked last, so that all of the above was true at one moment: a new block in between starts over.
    const tip = await rpc.getTip();
    if (tip.hash !== output.bestBlock) continue;
    if (!found) return { code: 'node-inconsistent', reason: `block ${blockHash} does not hold the transaction` };
    const transaction = parseTransaction(found.bytes);
    return { transaction, confirmations: output.confirmations, blockHash, blockHeight, output };
  }
  return { code: 'node-inconsistent', reason: `its chain changed during each of ${MOST_ATTEMPTS} attempts` };
}

/** The output is not in the set of unspent outputs: says why, as far as the node can tell. */
async function explainAbsence(rpc: BitcoinView, { txid, vout }: DepositClaim): Promise<DepositRefusal> {
  const transaction = await rpc.getTransaction(txid);
  if (!transaction) return { code: 'transaction-not-found', txid };
  const { outputs } = parseTransaction(transaction.bytes);
  if (vout >= outputs.length) return { code: 'output-missing', vout, outputs: outputs.length };
  const header = transaction.blockHash === undefined ? undefined : await rpc.getHeader(transaction.blockHash);
  return header && header.confirmations > 0 ? { code: 'output-spent', txid, vout } : { code: 'unconfirmed', txid };
}

function compare(
  located: Located,
  claim: DepositClaim & { descriptor: Descriptor; schedule?: ConfirmationSchedule },
): DepositRefusal | undefined {
  const { transaction, confirmations } = located;
  const output = transaction.outputs[claim.vout];
  if (!output) return { code: 'output-missing', vout: claim.vout, outputs: transaction.outputs.length };

  const { scriptPubKey } = deriveAddress(claim.descriptor, claim.index);
  if (Buffer.compare(output.scriptPubKey, located.output.scriptPubKey) !== 0) {
    return { code: 'node-inconsistent', reason: 'its unspent output differs from the one in the block' };
  }
  if (Buffer.compare(output.scriptPubKey, scriptPubKey) !== 0) {
    return { code: 'wrong-script', expected: toHex(scriptPubKey), found: toHex(output.scriptPubKey) };
  }
  if (output.amountSats !== claim.amountSats) {
    return { code: 'wrong-amount', expected: claim.amountSats, found: output.amountSats };
  }
  if (transaction.isCoinbase && confirmations < COINBASE_MATURITY) {
    return { code: 'immature-coinbase', required: COINBASE_MATURITY, found: confirmations };
  }
  const required = Math.max(claim.confirmations, requiredConfirmations(claim.amountSats, claim.schedule));
  return confirmations < required ? { code: 'too-few-confirmations', required, found: confirmations } : undefined;
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
