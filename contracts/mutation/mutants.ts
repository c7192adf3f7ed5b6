import ts from 'typescript';

/** One small wrong change of a source: the text from `start` to `end` becomes `to`. */
export interface Mutant {
  /** Within contracts/. */
  file: string;
  line: number;
  start: number;
  end: number;
  from: string;
  to: string;
  /** The function around it, the text of its line and where in that: by these it is found again when code moves. */
  within: string;
  text: string;
  column: number;
  /** The kind of the change. */
  operator: 'boundary' | 'equality' | 'logic' | 'arithmetic' | 'guard' | 'effect';
}

/** What each operator becomes. A boundary moves by one, everything else turns into its opposite. */
const REPLACED: Partial<Record<ts.SyntaxKind, [operator: Mutant['operator'], to: string]>> = {
  [ts.SyntaxKind.LessThanToken]: ['boundary', '<='],
  [ts.SyntaxKind.LessThanEqualsToken]: ['boundary', '<'],
  [ts.SyntaxKind.GreaterThanToken]: ['boundary', '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ['boundary', '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['equality', '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['equality', '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ['logic', '||'],
  [ts.SyntaxKind.BarBarToken]: ['logic', '&&'],
  [ts.SyntaxKind.PlusToken]: ['arithmetic', '-'],
  [ts.SyntaxKind.MinusToken]: ['arithmetic', '+'],
  [ts.SyntaxKind.AsteriskToken]: ['arithmetic', '/'],
  [ts.SyntaxKind.PlusEqualsToken]: ['arithmetic', '-='],
  [ts.SyntaxKind.MinusEqualsToken]: ['arithmetic', '+='],
};

const GUARD = /^(require\w*|\w+(\.\w+)*\.requireAuth\w*)\(/;
const EFFECT = /^(store\w*|remove\w*|publish<)/;

/** Every mutant of one source file, in the order of the text. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const lines = text.split('\n');
  const found: Mutant[] = [];
  const add = (node: ts.Node, operator: Mutant['operator'], to: string): void => {
    const start = node.getStart();
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    const whole = lines[line] ?? '';
    const column = character - (whole.length - whole.trimStart().length);
    const place = { file, line: line + 1, within: functionAround(node), text: whole.trim(), column };
    found.push({ ...place, start, end: node.end, from: node.getText(), to, operator });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) {
      const replaced = REPLACED[node.operatorToken.kind];
      if (replaced) add(node.operatorToken, ...replaced);
    }
    // A statement becomes an empty one, so that an `if` in front of it keeps its shape.
    if (ts.isExpressionStatement(node)) {
      const statement = node.getText();
      if (GUARD.test(statement)) add(node, 'guard', ';');
      else if (EFFECT.test(statement)) add(node, 'effect', ';');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function functionAround(node: ts.Node): string {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) return at.name?.getText() ?? '';
    if (ts.isVariableDeclaration(at) && ts.isSourceFile(at.parent.parent.parent)) return at.name.getText();
  }
  return '';
}

export function applyMutant(text: string, { start, end, to }: Mutant): string {
  return text.slice(0, start) + to + text.slice(end);
}

/** How a mutant is named in what the script prints and in the list of those that no test can catch. */
export function nameOf({ file, line, from, to }: Mutant): string {
  const shown = from.replaceAll(/\s+/g, ' ');
  return to === ';' ? `${file}:${line} without ${shown}` : `${file}:${line} ${shown} becomes ${to}`;
}
