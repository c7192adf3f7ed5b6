/** Undo actions, newest last. A frame remembers the length it found and goes back to it when it fails. */
export class Journal {
  readonly #undo: (() => void)[] = [];

  get length(): number {
    return this.#undo.length;
  }

  push(undo: () => void): void {
    this.#undo.push(undo);
  }

  rollBackTo(length: number): void {
    while (this.#undo.length > length) this.#undo.pop()!();
  }
}
