import type { ReactNode } from 'react';

/** A part in its states: what each is, and how it looks. */
export interface Specimen {
  /** As it is exported. */
  part: string;
  states: readonly (readonly [state: string, shown: ReactNode])[];
}

/** What stands for an address, a hash or a key. */
export const ADDRESS = 'GBZXN7PIRZGNMHGA7MUUUF4GWPY5AYPV6LY4UV2GL6VJGIQRXFDNMADI';
/** What nobody expects in the place of a word. */
export const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

const MINUTE_MS = 60_000;
/** Times on this page are of when it was opened. */
export const ago = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE_MS);
