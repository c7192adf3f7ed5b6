import ts from 'typescript';
import type { Model } from '../collect.ts';
import type { Constants } from '../constants.ts';
import type { Sources } from '../program.ts';
import type { Edits } from './edits.ts';
import type { FileScope } from './generate.ts';

/** One file on its way to AssemblyScript. The rewriting functions share it; each returns whether it did the children too. */
export interface Rewriting {
  readonly file: ts.SourceFile;
  readonly sources: Sources;
  readonly model: Model;
  readonly constants: Constants;
  readonly edits: Edits;
  /** Classes of the contract in other files, whose methods this one calls. */
  readonly selves: Set<ts.ClassDeclaration>;
  /** The N of every BytesN<N> in the file. */
  readonly sizes: Set<number>;
  readonly scope: FileScope;
  /** Whether `log` is compiled, or left out. */
  readonly keepsLogs: boolean;
  /** The path of a source file as AssemblyScript sees it. */
  virtualPath(path: string): string;
  visit(node: ts.Node): void;
}

export function replaceNode({ edits }: Rewriting, node: ts.Node, text: string): true {
  edits.replace(node.getStart(), node.end, text);
  return true;
}

/** The declaration of a symbol, through imports. */
export function declarationOfSymbol(
  { sources: { checker } }: Rewriting,
  symbol: ts.Symbol | undefined,
): ts.Node | undefined {
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return target?.declarations?.[0];
}

export const literalText = (node: ts.Expression | undefined): string =>
  node && ts.isStringLiteralLike(node) ? node.text : '';
