import { z } from 'zod';
import type { BooksChange } from './books-history.ts';
import { Hash, Height, Sats } from './statement.ts';

/** The files of one published proof. Each is written in exactly one way, so that each has one hash. */
export const FILES = {
  statement: 'statement.json',
  outputs: 'outputs.json',
  history: 'history.json',
  transactions: 'transactions.json',
  addresses: 'addresses.json',
  toml: 'stellar.toml',
} as const;
export type PublishedFile = (typeof FILES)[keyof typeof FILES];
export const publishedFiles: readonly PublishedFile[] = Object.values(FILES);

const Vout = z.int().min(0).max(0xffff_ffff);
const Hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);

/** Every output of the reserve that was unspent at the block, by txid and number. */
export const OutputsFile = z.strictObject({
  version: z.literal(1),
  outputs: z.array(
    z.strictObject({
      txid: Hash,
      vout: Vout,
      amount_sats: Sats,
      script: Hex,
      /** The block that made it. */
      height: Height,
      block: Hash,
    }),
  ),
});
export type OutputsFile = z.output<typeof OutputsFile>;
export type ListedOutput = OutputsFile['outputs'][number];

/** Every change of the contract's books from the beginning, in order. */
export const HistoryFile = z.strictObject({
  version: z.literal(1),
  changes: z.array(z.strictObject({ change: z.enum(['added', 'removed']), txid: Hash, vout: Vout, amount_sats: Sats })),
});
export type HistoryFile = z.output<typeof HistoryFile>;

/** The BIP-127 transactions, which can never be mined, and the message that all of them sign. */
export const TransactionsFile = z.strictObject({
  version: z.literal(1),
  message: z.string().min(1),
  transactions: z.array(Hex),
});
export type TransactionsFile = z.output<typeof TransactionsFile>;

/** Addresses that the custody signs for by name (BIP-322), for the fields of SEP-1. */
export const AddressesFile = z.strictObject({
  version: z.literal(1),
  valid_from: z.iso.date(),
  valid_until: z.iso.date(),
  addresses: z.array(
    z.strictObject({ address: z.string().min(1), message: z.string().min(1), signature: z.string().min(1) }),
  ),
});
export type AddressesFile = z.output<typeof AddressesFile>;

export const historyFile = (changes: readonly BooksChange[]): HistoryFile => ({
  version: 1,
  changes: changes.map(({ change, txid, vout, amountSats }) => ({
    change,
    txid,
    vout,
    amount_sats: String(amountSats),
  })),
});

export const changesOf = ({ changes }: HistoryFile): BooksChange[] =>
  changes.map(({ change, txid, vout, amount_sats }) => ({ change, txid, vout, amountSats: BigInt(amount_sats) }));
