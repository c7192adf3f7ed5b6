interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with edits, and the way back from an offset in the result to one in the original. */
export interface EditedText {
  readonly text: string;
  originalOffset(offset: number): number;
}

/**
 * Collects insertions and replacements, all in positions of the original. Insertions nest: visit a node before its children
 * and `wrap` puts the outer text outside.
 */
export class Edits {
  readonly #replacements: Replacement[] = [];
  readonly #before = new Map<number, string[]>();
  readonly #after = new Map<number, string[]>();

  replace(start: number, end: number, text: string): void {
    this.#replacements.push({ start, end, text });
  }

  insertBefore(at: number, text: string): void {
    const texts = this.#before.get(at);
    if (texts) texts.push(text);
    else this.#before.set(at, [text]);
  }

  insertAfter(at: number, text: string): void {
    const texts = this.#after.get(at);
    if (texts) texts.unshift(text);
    else this.#after.set(at, [text]);
  }

  wrap(start: number, end: number, before: string, after: string): void {
    this.insertBefore(start, before);
    this.insertAfter(end, after);
  }

  apply(original: string): EditedText {
    const changes = this.#changes();
    let text = '';
    let at = 0;
    // Where each piece of the result begins, in the result and in the original.
    const pieces: { result: number; original: number; copied: boolean }[] = [];
    for (const { start, end, text: inserted } of changes) {
      if (start < at) throw new Error(`overlapping edits at offset ${start}: ${original.slice(start, end)}`);
      pieces.push({ result: text.length, original: at, copied: true });
      text += original.slice(at, start);
      pieces.push({ result: text.length, original: start, copied: false });
      text += inserted;
      at = end;
    }
    pieces.push({ result: text.length, original: at, copied: true });
    text += original.slice(at);
    return {
      text,
      originalOffset(offset) {
        const piece = pieces.findLast(({ result }) => result <= offset);
        if (!piece) return 0;
        return piece.copied ? piece.original + offset - piece.result : piece.original;
      },
    };
  }

  // An insertion inside a replaced range belongs to text that is gone.
  #changes(): Replacement[] {
    const isGone = (at: number): boolean => this.#replacements.some(({ start, end }) => start < at && at < end);
    const insertions: Replacement[] = [];
    for (const at of new Set([...this.#before.keys(), ...this.#after.keys()])) {
      if (isGone(at)) continue;
      const text = [...(this.#after.get(at) ?? []), ...(this.#before.get(at) ?? [])].join('');
      insertions.push({ start: at, end: at, text });
    }
    const outer = this.#replacements.filter(
      (inner) =>
        !this.#replacements.some(
          (other) => other !== inner && other.start <= inner.start && inner.end <= other.end && other.end > other.start,
        ),
    );
    return [...insertions, ...outer].sort((a, b) => a.start - b.start || a.end - b.end);
  }
}
