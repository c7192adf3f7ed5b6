import ts from 'typescript';
import { checkedPath, libraryPath, sizesPath, symbolsPath } from '../../back/library.ts';
import { importSizes } from '../../back/sizes.ts';
import type { Model } from '../collect.ts';
import type { Constants } from '../constants.ts';
import type { Contract } from '../model.ts';
import type { Sources } from '../program.ts';
import { failArgument, rewriteCall, rewriteThrow } from './calls.ts';
import { rewriteClass } from './classes.ts';
import { rewriteClosures } from './closures.ts';
import { type EditedText, Edits } from './edits.ts';
import { entryFunction, entryFunctions, SymbolTable, sdk, symbolsOfAll } from './generate.ts';
import { rewriteExport, rewriteImport } from './modules.ts';
import {
  isGlobalMap,
  rewriteConstant,
  rewriteEnumMember,
  rewriteIdentifier,
  rewriteShorthand,
  rewriteSize,
  rewriteTypeReference,
  rewriteUntyped,
} from './names.ts';
import { type Rewriting, replaceNode } from './rewriting.ts';
import { importSelves, rewriteSelf } from './selves.ts';
import { keepFromTypes, rewriteEquality, rewriteForOf, rewriteIncrement, rewritePattern } from './statements.ts';
import { typeText } from './type-text.ts';

export interface Lowered {
  /** AssemblyScript by path, without extension. */
  readonly sources: ReadonlyMap<string, string>;
  readonly entry: string;
  readonly sizes: ReadonlySet<number>;
  /** The contract's own file, for what has no better place. */
  readonly entryFile: string;
  /** The original file and offset of an offset in a generated source. */
  original(path: string, offset: number): { file: ts.SourceFile; offset: number } | undefined;
}

// The source whose exports are the exports of the Wasm.
const entryPath = '~entry';

/** Turns checked contract sources into AssemblyScript. */
export function lower(
  sources: Sources,
  model: Model,
  constants: Constants,
  { pathOf, keepsLogs }: { readonly pathOf: (fileName: string) => string; readonly keepsLogs: boolean },
): Lowered {
  const virtualPath = (path: string): string => pathOf(path).replace(/\.ts$/, '');
  const texts = new Map<string, EditedText & { file: ts.SourceFile }>();
  const sizes = new Set<number>();
  const symbols = new SymbolTable();
  for (const file of sources.files) {
    const edited = lowerFile(
      { file, sources, model, constants, sizes: new Set(), virtualPath, keepsLogs },
      symbols,
      sizes,
    );
    texts.set(virtualPath(file.fileName), { ...edited, file });
  }
  const generated = new Map([...texts].map(([path, { text }]) => [path, text]));
  generated.set(`~lib/${symbolsPath}`, symbols.source());
  if (model.contract) generated.set(entryPath, entrySource(model.contract, virtualPath));
  return {
    sources: generated,
    entry: entryPath,
    entryFile: pathOf(sources.files[0]!.fileName),
    sizes,
    original(path, offset) {
      const found = texts.get(path);
      return found && { file: found.file, offset: found.originalOffset(offset) };
    },
  };
}

/** The entries, from the files of the classes that have them. */
function entrySource({ entries }: Contract, virtualPath: (path: string) => string): string {
  const names = new Map<string, string[]>();
  for (const { name, node } of entries) {
    const path = virtualPath(node.getSourceFile().fileName);
    names.set(path, [...(names.get(path) ?? []), `${entryFunction(name)} as ${name}`]);
  }
  const exported = [...names].map(([path, of]) => `export { ${of.join(', ')} } from "./${path}";`);
  return `import "${checkedPath}"; ${exported.join(' ')}\n`;
}

type FileInput = Omit<Rewriting, 'edits' | 'selves' | 'scope' | 'visit'>;

function lowerFile(input: FileInput, symbols: SymbolTable, allSizes: Set<number>): EditedText {
  const { file, sources, model, sizes } = input;
  const edits = new Edits();
  const used = { loops: 0, closures: 0, patterns: 0, globalMap: false };
  const rewriting: Rewriting = {
    ...input,
    edits,
    selves: new Set(),
    scope: {
      typeText: ({ typeNode }) => typeText(typeNode, sources.checker, model, sizes),
      symbol: (text) => symbols.expression(text),
    },
    visit(node) {
      if (ts.isIdentifier(node) && isGlobalMap(node, rewriting)) used.globalMap = true;
      const loops = ts.isStatement(node) ? rewriteClosures(node, used.closures, rewriting) : 0;
      used.closures += loops;
      if (loops > 0) return;
      const isDone = ts.isForOfStatement(node)
        ? rewriteForOf(node, used.loops++, rewriting)
        : ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)
          ? rewritePattern(node, used.patterns++, rewriting)
          : rewriteNode(node, rewriting);
      if (!isDone) ts.forEachChild(node, rewriting.visit);
    },
  };
  file.statements.forEach(rewriting.visit);

  const end = file.text.length;
  const entries = model.contract?.entries.filter(({ node }) => node.getSourceFile() === file) ?? [];
  if (entries.length > 0) edits.insertBefore(end, `\n${entryFunctions(entries, rewriting.scope)}`);
  const imports = `import * as ${sdk} from "${libraryPath}"; import * as ${symbolsOfAll} from "${symbolsPath}"; `;
  const map = used.globalMap ? `import { Map } from "${libraryPath}"; ` : '';
  edits.insertBefore(0, imports + map + importSelves(rewriting) + importSizes(sizes, sizesPath));
  for (const size of sizes) allSizes.add(size);
  return edits.apply(file.text);
}

/** Rewrites a node; true when its children are done too. */
function rewriteNode(node: ts.Node, rewriting: Rewriting): boolean {
  if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword)
    return rewriteSelf(node, rewriting);
  if (ts.isImportDeclaration(node)) return rewriteImport(node, rewriting);
  if (ts.isExportDeclaration(node)) return rewriteExport(node, rewriting);
  if (ts.isEnumDeclaration(node) || ts.isDecorator(node)) return replaceNode(rewriting, node, '');
  if (ts.isClassDeclaration(node)) return rewriteClass(node, rewriting);
  const error = ts.isThrowStatement(node) ? node.expression : failArgument(node, rewriting);
  if (error) return rewriteThrow(node, error, rewriting);
  if (ts.isCallExpression(node)) return rewriteCall(node, rewriting);
  if (ts.isPropertyAccessExpression(node)) return rewriteEnumMember(node, rewriting);
  if (ts.isTypeReferenceNode(node)) return rewriteTypeReference(node, rewriting);
  if (ts.isLiteralTypeNode(node) && ts.isNumericLiteral(node.literal))
    return rewriteSize(node, node.literal.text, rewriting);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) rewriteIncrement(node, rewriting);
  if (ts.isBinaryExpression(node)) {
    rewriteEquality(node.operatorToken, rewriting);
    keepFromTypes(node, rewriting);
  }
  if (ts.isVariableStatement(node) && ts.isSourceFile(node.parent)) return rewriteConstant(node, rewriting);
  if (ts.isVariableDeclaration(node)) rewriteUntyped(node, rewriting);
  if (ts.isShorthandPropertyAssignment(node)) return rewriteShorthand(node, rewriting);
  if (ts.isIdentifier(node)) return rewriteIdentifier(node, rewriting);
  return false;
}
