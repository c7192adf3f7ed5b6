const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export interface SourcePlace {
  readonly source: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

/** Where each run of bytes of a Wasm comes from, in order. Its source map has one line, whose columns are bytes of the module. */
export function* placesOf(sourceMap: string): Generator<readonly [offset: number, place: SourcePlace]> {
  const { mappings, sources } = JSON.parse(sourceMap) as { mappings: string; sources: string[] };
  let [column, source, line, sourceColumn] = [0, 0, 0, 0];
  for (const segment of mappings.split(',')) {
    const [columnStep, sourceStep, lineStep, sourceColumnStep] = decode(segment);
    column += columnStep ?? 0;
    source += sourceStep ?? 0;
    line += lineStep ?? 0;
    sourceColumn += sourceColumnStep ?? 0;
    if (sourceStep !== undefined) yield [column, { source: sources[source]!, line, column: sourceColumn }];
  }
}

/** The place a byte of a Wasm came from. */
export function findSource(sourceMap: string, offset: number): SourcePlace | undefined {
  let found: SourcePlace | undefined;
  for (const [start, place] of placesOf(sourceMap)) {
    if (start > offset) break;
    found = place;
  }
  return found;
}

/** Base 64 variable-length numbers, sign in the lowest bit. */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2);
    value = 0;
    shift = 0;
  }
  return numbers;
}
