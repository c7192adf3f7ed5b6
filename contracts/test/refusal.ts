/** A call that did not happen: refused by simulation, or included and failed. */
export class Refusal extends Error {
  /** The contract's own error number; undefined when the host refused (authorization, a trap, a limit). */
  readonly code: number | undefined;
  /** All contract errors that the diagnostic events mention, outermost first. */
  readonly codes: readonly number[];
  /** `contract`, or the host's error type in lower case: `auth`, `wasmvm`, `storage`, `context`, `budget`… */
  readonly kind: string;

  constructor(text: string) {
    super(text.split('\n')[0]);
    this.name = 'Refusal';
    this.codes = [...text.matchAll(/Error\(Contract, #(\d+)\)/g)].map((match) => Number(match[1]));
    const first = /Error\(([A-Za-z]+), #?(\w+)\)/.exec(text);
    this.kind = first?.[1]?.toLowerCase() ?? 'unknown';
    this.code = this.kind === 'contract' ? Number(first?.[2]) : undefined;
  }
}
