/** As many as the API gives at once. */
const AT_ONCE = 1_000;

/** First and last place in the log, both among them. */
export interface Range {
  from: number;
  through: number;
}

/** That an entry of the range was not given: what is without it says that it did not happen. */
export class LeftOutError extends Error {
  readonly index: number;

  constructor(index: number) {
    super(`entry ${index} is missing`);
    this.name = 'LeftOutError';
    this.index = index;
  }
}

/** Every entry of a range in its order, a part after the other; none of it where one is missing. */
export async function* readRange<E extends { index: number }>(
  { from, through }: Range,
  ask: (part: Range) => Promise<readonly E[]>,
): AsyncGenerator<readonly E[]> {
  for (let start = from; start <= through; start += AT_ONCE) {
    const end = Math.min(through, start + AT_ONCE - 1);
    const entries = await ask({ from: start, through: end });
    for (let index = start; index <= end; index++)
      if (entries[index - start]?.index !== index) throw new LeftOutError(index);
    yield entries.slice(0, end - start + 1);
  }
}

/** A place in the log as somebody typed it; undefined for what is none. */
export const parsePlace = (text: string): number | undefined =>
  /^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : undefined;
