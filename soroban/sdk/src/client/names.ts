/** Names of a foreign spec are data of whoever deployed it: on chain nearly anything goes, and none of it may become code. */
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** ECMAScript's reserved words, in modules, and what TypeScript or AssemblyScript do not take as a name beside them. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public ' +
    'return static super switch this throw true try typeof var void while with yield as async declare from get is ' +
    'keyof module namespace of override readonly set type abstract any bool boolean never number object string symbol ' +
    'undefined unknown i8 i16 i32 i64 u8 u16 u32 u64 isize usize f32 f64 Map Array'
  ).split(' '),
);
/** What a member of a class means something else by. */
const SPECIAL_MEMBERS = new Set(['constructor', 'prototype', '__proto__']);

const refuse = (what: string, name: string): Error =>
  new Error(`the spec names ${what} ${JSON.stringify(name)}, which cannot be written as a name in TypeScript`);

/** The name of a class or an enum. */
export function declaredName(what: string, name: string): string {
  if (!IDENTIFIER.test(name) || RESERVED.has(name)) throw refuse(what, name);
  return name;
}

/** The name of a method, a field, or an enum's case: keywords are fine there. */
export function memberName(what: string, name: string): string {
  if (!IDENTIFIER.test(name) || SPECIAL_MEMBERS.has(name)) throw refuse(what, name);
  return name;
}

/** Parameters have a place on chain and no name: one that cannot be written, or that hides another, gets an underscore. */
export function parameterNames(what: string, names: readonly string[], taken: ReadonlySet<string>): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    if (!/^[A-Za-z0-9_$]+$/.test(name)) throw refuse(what, name);
    let written = name;
    while (!IDENTIFIER.test(written) || RESERVED.has(written) || taken.has(written) || used.has(written)) {
      written = `_${written}`;
    }
    used.add(written);
    return written;
  });
}
