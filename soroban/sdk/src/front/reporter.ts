import ts from 'typescript';
import type { Diagnostic } from '../diagnostics.ts';

/** Collects diagnostics. What files are called in them does not depend on where the project lies. */
export class Reporter {
  /** What a file is called in a message. */
  readonly pathOf: (fileName: string) => string;
  readonly #found: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  constructor(pathOf: (fileName: string) => string) {
    this.pathOf = pathOf;
  }

  error(node: ts.Node, message: string): void {
    this.errorAt(node.getSourceFile(), node.getStart(), message);
  }

  errorAt(file: ts.SourceFile, offset: number, message: string): void {
    const { line, character } = file.getLineAndCharacterOfPosition(offset);
    const place = `${file.fileName}:${line}:${character}`;
    // The first word about a place is the most specific one.
    if (this.#seen.has(place)) return;
    this.#seen.add(place);
    this.#found.push({
      severity: 'error',
      file: this.pathOf(file.fileName),
      line: line + 1,
      column: character + 1,
      message,
    });
  }

  typescript(diagnostics: readonly ts.Diagnostic[]): void {
    for (const { file, start, messageText } of diagnostics) {
      // A type that goes by the same name twice is told with the path of its file, which is nobody's business.
      const message = ts.flattenDiagnosticMessageText(messageText, ' ').replace(/import\("[^"]*"\)\./g, '');
      if (file) this.errorAt(file, start ?? 0, message);
      else this.#found.push({ severity: 'error', file: '', line: 0, column: 0, message });
    }
  }

  get hasErrors(): boolean {
    return this.#found.length > 0;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#found;
  }
}
