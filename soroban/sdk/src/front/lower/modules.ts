import { dirname, relative } from 'node:path';
import ts from 'typescript';
import { libraryPath } from '../../back/library.ts';
import { declarationOf } from '../declaration-of.ts';
import { sdkPackage } from '../program.ts';
import { emittedName } from './emitted-names.ts';
import { type Rewriting, replaceNode } from './rewriting.ts';

// What the library exports under the name contracts use; everything else of the SDK is compiled away.
const libraryNames = new Set(
  `Address MuxedAddress Val Args Bytes BytesN authorizeAsCurrentContract call ContractAuth TryResult tryCall crypto
  bls12_381 bn254 currentContract customAccount deployer deserialize ExecutableTag ledger pow prng publish
  require i128 i256 Map Option instance Packed persistent temporary Str Sym Duration Timepoint u128 u256 Vec`.split(
    /\s+/,
  ),
);

export function rewriteImport(node: ts.ImportDeclaration, rewriting: Rewriting): true {
  const specifier = (node.moduleSpecifier as ts.StringLiteral).text;
  const bindings = node.importClause?.namedBindings;
  const isSdk = specifier === sdkPackage;
  const from = isSdk ? libraryPath : importPath(specifier, rewriting);
  const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  const names = elements
    .filter(({ propertyName, name }) =>
      isSdk ? libraryNames.has((propertyName ?? name).text) : exists(name, rewriting),
    )
    .map(({ propertyName, name }) => {
      const source = (propertyName ?? name).text;
      return isSdk ? renamed(source, name.text) : renamed(emittedName(source), name.text);
    });
  return replaceNode(rewriting, node, names.length > 0 ? `import { ${names.join(', ')} } from "${from}";` : '');
}

export function rewriteExport(node: ts.ExportDeclaration, rewriting: Rewriting): true {
  const { moduleSpecifier, exportClause } = node;
  const path = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
  const from = path === undefined ? '' : ` from "${importPath(path, rewriting)}"`;
  if (!exportClause || !ts.isNamedExports(exportClause)) return replaceNode(rewriting, node, `export *${from};`);
  const names = exportClause.elements
    .filter(({ name }) => exists(name, rewriting))
    .map(({ propertyName, name }) => renamed(emittedName((propertyName ?? name).text), name.text));
  return replaceNode(rewriting, node, names.length > 0 ? `export { ${names.join(', ')} }${from};` : '');
}

/** `a as b`, where the names differ. */
const renamed = (source: string, name: string): string =>
  source === emittedName(name) ? source : `${source} as ${emittedName(name)}`;

/** Enums and constant numbers are replaced by their values: nothing is left to import. */
function exists(name: ts.Node, { sources, constants }: Rewriting): boolean {
  const declaration = declarationOf(sources.checker, name);
  return !declaration || !(ts.isEnumDeclaration(declaration) || constants.valueOf(declaration) !== undefined);
}

function importPath(specifier: string, { file, sources, virtualPath }: Rewriting): string {
  const { fileName = specifier } = sources.resolve(specifier, file);
  return relativePath(virtualPath(file.fileName), virtualPath(fileName));
}

/** How one source names another, both as AssemblyScript sees them. */
export function relativePath(from: string, to: string): string {
  const path = relative(dirname(from), to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}
