/** Why a block or transaction was turned down, in the words of Bitcoin Core. */
export class Rejection extends Error {
  readonly reason: string;
  readonly details: string | undefined;

  constructor(reason: string, details?: string) {
    super(details ? `${reason}, ${details}` : reason);
    this.reason = reason;
    this.details = details;
  }
}

export function requireRule(condition: boolean, reason: string, details?: string): asserts condition {
  if (!condition) throw new Rejection(reason, details);
}
