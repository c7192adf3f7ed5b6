import { deriveNative, type NativeOutput } from '../address/derive-native.ts';
import { type Outpoint, parseTransaction, type TransactionOutput } from '../block/transaction.ts';
import { branchOf } from '../descriptor/branch.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';
import { CustodyError, isCustodyError } from '../errors.ts';
import type { AddressOrigin } from '../watcher/watchlist.ts';
import { frameWeight, inputWeight, outputWeight } from './weight.ts';

/** Opts in to replacement (BIP-125) and to lock time; every custody transaction can be bumped. */
export const SEQUENCE = 0xfffffffd;

/** A custody coin to spend: where its address lies, and the whole transaction that made it. */
export type ProposedInput = Outpoint &
  AddressOrigin & {
    readonly previousTransaction?: Uint8Array;
    /**
     * In place of that transaction, and of taproot coins only: what other tools leave of a PSBT. A signature of theirs
     * covers the amounts of all inputs (BIP-341), so that it is worth nothing if this is not the truth.
     */
    readonly claimedOutput?: TransactionOutput;
  };

export type ProposedOutput = {
  readonly scriptPubKey: Uint8Array;
  readonly amountSats: bigint;
  /** Claimed to come back to the custody; whoever signs derives the script again. */
  readonly change?: AddressOrigin;
};

/**
 * A transaction that the coordinator wants signed. Carries what every signer needs to check it without trusting the
 * coordinator: nothing in it is believed, all of it is derived again.
 */
export type Proposal = {
  readonly inputs: readonly ProposedInput[];
  readonly outputs: readonly ProposedOutput[];
  /** 3: no recipient's child can hold up its replacement (TRUC, BIP-431). 2 where nodes do not relay that, and where nothing is said. */
  readonly version?: TransactionVersion;
  /** The height it was built at, so that miners gain nothing from reorganising for its fee; 0 for none. */
  readonly lockTime: number;
};

export type TransactionVersion = 2 | 3;

/** The descriptors of all epochs, oldest first. */
export type Epochs = readonly Descriptor[];

export function descriptorOf(epochs: Epochs, { epoch = 0, branch }: AddressOrigin): Descriptor {
  const descriptor = epochs[epoch];
  if (!descriptor) throw new CustodyError('withdrawal/unknown-epoch', { epoch, epochs: epochs.length });
  return branchOf(descriptor, branch ?? 'deposit');
}

/** The script and keys at an address of any epoch, derived here. */
export const deriveOrigin = (epochs: Epochs, origin: AddressOrigin): NativeOutput =>
  deriveNative(descriptorOf(epochs, origin), origin.index);

/** The output an input spends, read from the transaction it carries; undefined if that is another one, or none at all. */
export function previousOutput(input: ProposedInput): TransactionOutput | undefined {
  if (!input.previousTransaction) return input.claimedOutput;
  try {
    const previous = parseTransaction(input.previousTransaction);
    return previous.txid === input.txid ? previous.outputs[input.vout] : undefined;
  } catch (error) {
    if (isCustodyError(error, 'block/malformed')) return undefined;
    throw error;
  }
}

/** What the inputs hold beyond the outputs; undefined if an input does not come with the transaction that made it. */
export function proposalFeeSats({ inputs, outputs }: Proposal): bigint | undefined {
  const spent = inputs.map((input) => previousOutput(input)?.amountSats);
  const outSats = outputs.reduce((sum, { amountSats }) => sum + amountSats, 0n);
  return spent.reduce(
    (sum, amountSats) => (sum === undefined || amountSats === undefined ? undefined : sum + amountSats),
    0n - outSats,
  );
}

/** The most a finished transaction can weigh: exact but for the rare signature that is a byte shorter. */
export function proposalWeight(epochs: Epochs, { inputs, outputs }: Proposal): number {
  const inputsWeight = inputs.reduce((sum, input) => sum + inputWeight(descriptorOf(epochs, input)), 0);
  const outputsWeight = outputs.reduce((sum, { scriptPubKey }) => sum + outputWeight(scriptPubKey), 0);
  return frameWeight(inputs.length, outputs.length) + inputsWeight + outputsWeight;
}
