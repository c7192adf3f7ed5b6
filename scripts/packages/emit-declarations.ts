import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Writes the declarations of the entries, and of what these mention: the rest of the package is nobody's business. A file
 * is declared by itself (isolated declarations), which takes no time; what it exports has to say its types for that.
 */
export function emitDeclarations(folder: string, entries: readonly string[], target: string): void {
  const waiting = entries.map((entry) => resolve(folder, entry));
  const seen = new Set(waiting);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const { published, mentioned } = withJavaScriptNames(declarationOf(path), dirname(path));
    const written = join(target, relative(folder, path).replace(/\.ts$/, '.d.ts'));
    mkdirSync(dirname(written), { recursive: true });
    writeFileSync(written, published);
    for (const other of mentioned.filter((each) => !seen.has(each))) {
      seen.add(other);
      waiting.push(other);
    }
  }
}

function declarationOf(path: string): string {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(path, 'utf8'), {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2023, isolatedDeclarations: true, declaration: true },
  });
  const [problem] = diagnostics;
  if (problem === undefined) return outputText;
  const { line } = problem.file!.getLineAndCharacterOfPosition(problem.start!);
  const message = ts.flattenDiagnosticMessageText(problem.messageText, ' ');
  throw new Error(`${path}:${line + 1} cannot be published: ${message}`);
}

/** Published files are `.js` and `.d.ts`, and refer to each other so; whoever uses them need not allow `.ts` in imports. */
function withJavaScriptNames(text: string, from: string): { published: string; mentioned: string[] } {
  const mentioned: string[] = [];
  const published = text.replace(
    /(from |import\(|import )(['"])(\.[^'"]+)\.ts\2/g,
    (_, before, quote, path: string) => {
      mentioned.push(resolve(from, `${path}.ts`));
      return `${before}${quote}${path}.js${quote}`;
    },
  );
  return { published, mentioned };
}
