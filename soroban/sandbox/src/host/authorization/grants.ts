import type { Granted, GrantedCall } from '../boundary.ts';
import type { Journal } from '../storage/journal.ts';
import { type AuthorizedFunction, functionToXdr } from './invocation.ts';

type Asked = { readonly address: string; readonly wanted: AuthorizedFunction };

/** Authorizations that a test takes for granted: nobody signs, no account is asked, and what was wanted is remembered. */
export class Grants {
  readonly #granted: Granted | undefined;
  readonly #asked: Asked[] = [];

  constructor(granted: Granted | undefined) {
    this.#granted = granted;
  }

  covers(address: string): boolean {
    return this.#granted !== undefined && (this.#granted === 'all' || this.#granted.has(address));
  }

  /** What frames ask for that are rolled back is forgotten. */
  note(address: string, wanted: AuthorizedFunction, journal: Journal): void {
    const at = this.#asked.push({ address, wanted }) - 1;
    journal.push(() => {
      this.#asked.length = at;
    });
  }

  calls(): GrantedCall[] {
    return this.#asked.map(({ address, wanted }) => ({ address, function: functionToXdr(wanted) }));
  }
}
