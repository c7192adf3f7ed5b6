/** A block of Bitcoin that a call names, so that what is attested is true of one history only. */
export interface BlockRef {
  height: number;
  /** As explorers print it. */
  hash: string;
}

interface BlockArgs {
  block_height: number;
  block_hash: Buffer;
}

/** Arguments of a call, by the names of its spec. */
export const blockArgs = ({ height, hash }: BlockRef): BlockArgs => ({
  block_height: height,
  block_hash: Buffer.from(hash, 'hex'),
});

export const blockIn = (args: { block_height: number; block_hash: Uint8Array }): BlockRef => ({
  height: args.block_height,
  hash: Buffer.from(args.block_hash).toString('hex'),
});

export const isSameBlock = (one: BlockRef, other: BlockRef): boolean =>
  one.height === other.height && one.hash === other.hash;
