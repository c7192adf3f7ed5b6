/**
 * Names that TypeScript allows and AssemblyScript reads as its own words, and those that generated code uses beside the
 * contract's. They get another name in the generated text; what the spec and the ledger see keeps the contract's.
 */
const taken: ReadonlySet<string> = new Set([
  ...['of', 'async', 'override', 'declare', 'abstract', 'readonly'],
  // As names of members only; elsewhere TypeScript refuses them.
  ...['await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'do', 'else', 'enum'],
  ...['export', 'extends', 'finally', 'function', 'if', 'implements', 'import', 'in', 'interface', 'let', 'new'],
  ...['package', 'private', 'protected', 'public', 'return', 'static', 'super', 'switch', 'throw', 'try', 'typeof'],
  ...['var', 'while', 'with', 'yield'],
  ...['memory', 'changetype'],
]);

export const isTaken = (name: string): boolean => taken.has(name);

export const emittedName = (name: string): string => (taken.has(name) ? `__named_${name}` : name);
