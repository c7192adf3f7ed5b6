/** The line width and layout rules of the formatter, so that a generated file needs no formatting. */
const lineWidth = 120;

export const fits = (line: string): boolean => line.length <= lineWidth;

/** `head(items)tail` on one line, or one item a line. */
export function list(indent: string, head: string, items: readonly string[], tail: string): string {
  const [open, close] = head.endsWith('{') ? [' ', ' '] : ['', ''];
  const single = `${indent}${head}${open}${items.join(', ')}${close}${tail}`;
  if (fits(single)) return single;
  return [`${indent}${head}`, ...items.map((item) => `${indent}  ${item},`), `${indent}${tail}`].join('\n');
}

/** A chain of calls on one line, or one call a line. */
export function chain(indent: string, head: string, calls: readonly string[]): string {
  const single = `${indent}${head}${calls.join('')};`;
  if (fits(single)) return single;
  return [`${indent}${head}`, ...calls.map((call) => `${indent}  ${call}`)].join('\n').concat(';');
}

/** A doc comment, or nothing. */
export function doc(indent: string, text: string): string {
  const lines = text.replaceAll('*/', '* /').trim().split('\n');
  if (lines.length === 1 && lines[0] === '') return '';
  if (lines.length === 1 && fits(`${indent}/** ${lines[0]} */`)) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** The order imported names are kept in: letter by letter without case, capitals first, numbers by value. */
export function compareNames(a: string, b: string): number {
  const left = a.match(/\d+|\D/g) ?? [];
  const right = b.match(/\d+|\D/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x === y) continue;
    if (/\d/.test(x) && /\d/.test(y)) return Number(x) - Number(y);
    const [lowX, lowY] = [x.toLowerCase(), y.toLowerCase()];
    if (lowX !== lowY) return lowX < lowY ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
