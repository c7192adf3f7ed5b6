import { deriveAddress } from '../address/address.ts';
import { isDisplayHash } from '../block/hash.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';
import { HARDENED } from '../descriptor/key-expression.ts';
import { isCustodyError } from '../errors.ts';
import type { BitcoinView } from '../node/bitcoin-view.ts';
import { type ConfirmationSchedule, requiredConfirmations } from './confirmations.ts';
import { type Located, locateOutputs } from './locate-outputs.ts';
import type { DepositRefusal } from './refusal.ts';

/** Consensus rule COINBASE_MATURITY: a mined coin may be spent in the hundredth block after its own. */
const COINBASE_MATURITY = 100;
const MOST_SATS = 2_100_000_000_000_000n;

export type DepositClaim = {
  readonly index: number;
  readonly txid: string;
  readonly vout: number;
  readonly amountSats: bigint;
  /** The number of confirmations that the attestation will state. */
  readonly confirmations: number;
};

type CheckOptions = { readonly rpc: BitcoinView; readonly schedule?: ConfirmationSchedule };

export type DepositCheck =
  | {
      readonly ok: true;
      readonly confirmations: number;
      readonly blockHash: string;
      readonly blockHeight: number;
      /** The last block of the chain that it is unspent in. */
      readonly tip: string;
    }
  | { readonly ok: false; readonly reason: DepositRefusal };

/**
 * What a signer asks its own node before it attests a deposit. True only if the output is in a block of the best chain
 * and unspent, pays exactly the claimed amount to the address derived here from the descriptor, and is deep enough for
 * its size. A node out of reach is an error, not a refusal: the same question may be asked again.
 */
export async function checkDeposit({
  rpc,
  descriptor,
  schedule,
  ...claim
}: DepositClaim & CheckOptions & { descriptor: Descriptor }): Promise<DepositCheck> {
  const options = { rpc, descriptors: [descriptor], ...(schedule && { schedule }) };
  const [check] = await checkDeposits([claim], options);
  return check as DepositCheck;
}

/**
 * Likewise of many, each for itself: what they have in common is asked once. An output may pay the address at its index by
 * any of the descriptors, newest first; what is said of one that pays none of them is about the newest.
 */
export async function checkDeposits(
  claims: readonly DepositClaim[],
  { rpc, descriptors, schedule }: CheckOptions & { descriptors: readonly Descriptor[] },
): Promise<DepositCheck[]> {
  const malformed = claims.map(checkClaim);
  const sound = claims.filter((_, i) => malformed[i] === undefined);
  const chain = sound.length > 0 ? await refusalOfChain(rpc, descriptors) : undefined;
  const located = chain ? sound.map(() => chain) : await locateOutputs(rpc, sound);
  const answers = new Map(sound.map((claim, i) => [claim, located[i]]));
  return claims.map((claim, i) => {
    const found = malformed[i] ?? answers.get(claim);
    if (!found) throw new TypeError('a claim is answered that was not looked up');
    if ('code' in found) return { ok: false, reason: found };
    const reason = compareAny(found, claim, descriptors, schedule);
    if (reason) return { ok: false, reason };
    const { confirmations, blockHash, blockHeight, output } = found;
    return { ok: true, confirmations, blockHash, blockHeight, tip: output.bestBlock };
  });
}

async function refusalOfChain(
  rpc: BitcoinView,
  descriptors: readonly Descriptor[],
): Promise<DepositRefusal | undefined> {
  try {
    await rpc.checkChain();
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/wrong-chain')) throw error;
    return { code: 'wrong-chain', ...error.context };
  }
  const { name: found } = rpc.network;
  const other = descriptors.find(({ network }) => network.name !== found);
  return other && { code: 'wrong-chain', expected: other.network.name, found };
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

function compareAny(
  located: Located,
  claim: DepositClaim,
  descriptors: readonly Descriptor[],
  schedule: ConfirmationSchedule | undefined,
): DepositRefusal | undefined {
  let first: DepositRefusal | undefined;
  for (const descriptor of descriptors) {
    const refusal = compare(located, { ...claim, descriptor, ...(schedule && { schedule }) });
    if (refusal?.code !== 'wrong-script') return refusal;
    first ??= refusal;
  }
  if (!first) throw new TypeError('a custody has the descriptor of at least one epoch');
  return first;
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
