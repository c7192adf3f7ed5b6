import { compileContract } from '@istsi/soroban-sdk/compiler';

/** Which failures are followed to their line: what no contract means to happen (a trap, a budget), every one, or none. */
export type Traced = 'traps' | 'all' | 'none';

/** Builds for debugging are made when something fails that is worth it: a test that passes pays nothing. */
export class Traces {
  readonly #traced: Traced;
  readonly #learn: (hash: string, wasm: Uint8Array) => Promise<void>;
  /** Of the contracts that the network does not know the sources of yet, by the hash of their code. */
  readonly #sources = new Map<string, string>();

  constructor(traced: Traced, learn: (hash: string, wasm: Uint8Array) => Promise<void>) {
    this.#traced = traced;
    this.#learn = learn;
  }

  /** Code that was built of a source. */
  add(hash: string, path: string): void {
    if (path.endsWith('.ts')) this.#sources.set(hash, path);
  }

  /** Adds to an error where in the sources it happened. `simulate` gives the network's word on the failed call. */
  async explain(error: unknown, simulate: () => string | undefined): Promise<unknown> {
    const told = simulate();
    if (!(error instanceof Error) || told === undefined || !this.#isTraced(told)) return error;
    for (const [hash, path] of this.#sources) {
      const { wasm } = await compileContract({ entry: path, debug: true });
      await this.#learn(hash, wasm);
      this.#sources.delete(hash);
    }
    const [, calls] = simulate()?.split('\nCalls (innermost first):\n') ?? [];
    if (calls !== undefined) error.message += `\n${calls.trimEnd()}`;
    return error;
  }

  #isTraced(told: string): boolean {
    if (this.#traced === 'traps') return !/^HostError: Error\(Contract, /.test(told);
    return this.#traced === 'all';
  }
}
