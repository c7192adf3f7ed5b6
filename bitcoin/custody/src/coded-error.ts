/** An error that code can tell apart by `code` and that carries what it knows in `context`. */
export class CodedError<E, C extends keyof E & string> extends Error {
  readonly code: C;
  readonly context: E[C];

  constructor(code: C, context: E[C], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.context = context;
  }
}
