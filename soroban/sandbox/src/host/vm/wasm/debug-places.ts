import { bodiesOf, type DebugSection, readDebugSection } from './debug-section.ts';
import { meterBody } from './fuel.ts';
import { KIND, type ModuleShape } from './module-shape.ts';

/** Where in a contract's sources a call stood: a function of theirs, and the line that it had come to. */
export type SourceFrame = { readonly name: string; readonly file: string; readonly line: number };

/** Finds the source of what runs: of a function by its index, and a byte of the module as it was rewritten to pay fuel. */
export type DebugPlaces = (functionIndex: number, offset: number) => SourceFrame | undefined;

/** What a build says of its sources; undefined when it is no debug build. */
export function debugPlaces(wasm: Uint8Array, shape: ModuleShape, rewritten: Uint8Array): DebugPlaces | undefined {
  const section = readDebugSection(wasm, shape);
  if (section === undefined) return undefined;
  const imported = shape.imports.filter(({ kind }) => kind === KIND.function).length;
  const [before, after] = [bodiesOf(wasm), bodiesOf(rewritten)];
  return (functionIndex, offset) => {
    const index = functionIndex - imported;
    const [original, body] = [before.bodies[index], after.bodies[index]];
    const type = shape.types[shape.functions[index] ?? -1];
    if (original === undefined || body === undefined || type === undefined) return undefined;
    const parameters = type.parameters.length;
    const metered = meterBody({ wasm, parameters, fuelGlobal: 0 }, original.start, original.end);
    const place = placeAt(
      section,
      metered.originalOf(offset - body.start) - before.start,
      original.start - before.start,
    );
    const name = section.functions[functionIndex] ?? '';
    return place && !name.startsWith('__') ? { name, ...place } : undefined;
  };
}

/** The last line of the contract's own before an offset, in the same function: what stands between is the library's. */
function placeAt({ places, files }: DebugSection, offset: number, functionStart: number) {
  let found: { file: string; line: number } | undefined;
  for (let i = 0; i < places.length && places[i]! <= offset; i += 3) {
    const file = files[places[i + 1]!];
    if (places[i]! < functionStart) found = undefined;
    else if (file !== undefined) found = { file, line: places[i + 2]! };
  }
  return found;
}
