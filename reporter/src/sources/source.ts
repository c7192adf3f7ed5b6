/** Something that says what a bitcoin costs. */
export interface Source {
  name: string;
  /** Sources of one kind may all be wrong for the same reason: `exchange`, `aggregator`, `oracle`. */
  kind: string;
  /** Asks once. Whatever is wrong is thrown, in words; the signal ends the work. */
  read(signal: AbortSignal): Promise<Quoted>;
}

export interface Quoted {
  /** Per bitcoin, as a plain decimal. */
  price: string;
  /** When it was that price, milliseconds; undefined where the source does not say: it is of now, then. */
  atMs: number | undefined;
}
