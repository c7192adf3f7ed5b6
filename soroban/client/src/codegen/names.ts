import { SorobanClientError } from '../errors.ts';

/** Names of a spec are data of whoever deployed it: on chain nearly anything goes, and none of it may become code. */
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Words that TypeScript does not take as a type's name, and the types that generated ones are made of. */
const RESERVED = new Set(
  (
    'any await bigint boolean break case catch class const continue debugger default delete do else enum export extends ' +
    'false finally for function if implements import in instanceof interface keyof let never new null number object ' +
    'package private protected public readonly return static string super switch symbol this throw true try type typeof ' +
    'undefined unknown unique var void while with yield Record Uint8Array arguments eval async as of infer is'
  ).split(' '),
);

/** The name of a type or a constant; what cannot be one is refused by name. */
export function declaredName(name: string): string {
  if (IDENTIFIER.test(name) && !RESERVED.has(name)) return name;
  throw new SorobanClientError('soroban/unusable-name', { name });
}

/** A property may be called anything, in quotes where it has to be. */
export const propertyName = (name: string): string => (IDENTIFIER.test(name) ? name : quoted(name));

export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}
