import ts from 'typescript';

/** The declaration behind a name, through imports. */
export function declarationOf(checker: ts.TypeChecker, name: ts.Node): ts.NamedDeclaration | undefined {
  let symbol = checker.getSymbolAtLocation(name);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  return symbol?.declarations?.[0] as ts.NamedDeclaration | undefined;
}
