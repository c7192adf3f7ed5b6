export type ScreenedChain = 'bitcoin' | 'stellar';

export interface Verdict {
  listed: boolean;
  /** Under which entry of whose list, for the officer who looks at it. */
  reference?: string | undefined;
}

/** Somebody who can say of an address whether it is on a list. */
export interface Screener {
  /** For cases and audit entries. */
  name: string;
  /** Throws where it cannot say: nobody is cleared by silence. */
  screen(address: string, chain: ScreenedChain): Promise<Verdict>;
}

/** Bech32 may be written in capitals (BIP-173); all else is as it is. */
export const plainAddress = (address: string): string =>
  /^(BC|TB|BCRT)1[0-9A-Z]+$/.test(address) ? address.toLowerCase() : address;
