import ts from 'typescript';
import { type Closure, closureChain, mappedType } from '../closures.ts';
import { emittedName } from './emitted-names.ts';
import { sdk } from './generate.ts';
import type { Rewriting } from './rewriting.ts';
import { typeText } from './type-text.ts';

/**
 * `const large = list.filter((x) => x > limit).map(…)` becomes a loop for each call, and a declaration after the last. The
 * bodies stay where they are in the source, and see whatever is in scope there. Answers how many loops there are.
 */
export function rewriteClosures(statement: ts.Statement, first: number, rewriting: Rewriting): number {
  const chain = closureChain(statement, rewriting.sources);
  if (!chain) return 0;
  const { edits, visit } = rewriting;
  let end = statement.getStart();
  const put = (text: string, node: ts.Node): void => {
    edits.replace(end, node.getStart(), text);
    visit(node);
    end = node.end;
  };
  const isDeclaration = ts.isVariableStatement(statement);
  put(`${isDeclaration ? '' : '{ '}const __items${first} = `, chain.list);
  let before = '; ';
  let value = '';
  for (const [index, closure] of chain.closures.entries()) {
    const loop = loopOf(closure, first + index, rewriting);
    put(before + loop.open, closure.body);
    value = loop.value;
    before = `${loop.close}const __items${first + index + 1} = ${value}; `;
  }
  const { close } = loopOf(chain.closures.at(-1)!, first + chain.closures.length - 1, rewriting);
  edits.replace(end, statement.end, `${close}${useOf(statement, value, rewriting)}${isDeclaration ? '' : ' }'}`);
  return chain.closures.length + 1;
}

/** The statement again, with the value in place of the calls. */
function useOf(statement: ts.Statement, value: string, { sources, model, sizes }: Rewriting): string {
  if (ts.isReturnStatement(statement)) return `return ${value};`;
  if (ts.isVariableStatement(statement)) {
    const { name, type } = statement.declarationList.declarations[0]!;
    const keyword = statement.declarationList.flags & ts.NodeFlags.Const ? 'const' : 'let';
    const typed = type ? `: ${typeText(type, sources.checker, model, sizes)}` : '';
    return `${keyword} ${emittedName(name.getText())}${typed} = ${value};`;
  }
  const { left } = (statement as ts.ExpressionStatement).expression as ts.BinaryExpression;
  return `${emittedName(left.getText())} = ${value};`;
}

interface Loop {
  /** Up to the body of the closure. */
  readonly open: string;
  readonly close: string;
  readonly value: string;
}

function loopOf(closure: Closure, number: number, rewriting: Rewriting): Loop {
  const [items, made] = [`__items${number}`, `__made${number}`];
  const item = emittedName(closure.arrow.parameters[0]?.name.getText() ?? `__item${number}`);
  const loop = `${loopHead(closure, number, item, rewriting)} `;
  switch (closure.method) {
    case 'map': {
      const type = mappedType(closure, rewriting.sources);
      const { sources, model, sizes } = rewriting;
      const text = typeof type === 'object' ? typeText(type, sources.checker, model, sizes) : type;
      const open = `const ${made} = ${sdk}.Args.of(); ${loop}${made}.add<${text}>(`;
      return { open, close: '); } ', value: `${sdk}.Vec.__of<${text}>(${made})` };
    }
    case 'filter': {
      const open = `const ${made} = ${sdk}.Args.of(); ${loop}if (`;
      return { open, close: `) ${made}.add(${item}); } `, value: `${items}.__like(${made})` };
    }
    case 'find': {
      const open = `let ${made} = ${items}.__none(); ${loop}if (`;
      return { open, close: `) { ${made} = ${items}.__some(${item}); break; } } `, value: made };
    }
    case 'some':
      return { open: `let ${made} = false; ${loop}if (`, close: `) { ${made} = true; break; } } `, value: made };
    case 'every':
      return { open: `let ${made} = true; ${loop}if (!(`, close: `)) { ${made} = false; break; } } `, value: made };
  }
}

function loopHead({ arrow }: Closure, number: number, item: string, { sources, model, sizes }: Rewriting): string {
  const [items, length, index] = [`__items${number}`, `__count${number}`, `__at${number}`];
  const [first, second] = arrow.parameters;
  const typed = first?.type ? `: ${typeText(first.type, sources.checker, model, sizes)}` : '';
  const position = second ? `const ${emittedName(second.name.getText())} = ${index}; ` : '';
  const head = `for (let ${index}: u32 = 0, ${length} = ${items}.length; ${index} < ${length}; ${index} += 1) {`;
  return `${head} const ${item}${typed} = ${items}.at(${index}); ${position}`;
}
