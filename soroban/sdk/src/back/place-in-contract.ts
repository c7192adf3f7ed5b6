import * as asc from 'assemblyscript';

/*
 * What is wrong with a use of the library shows when the library's function is compiled for it: in the middle of the library,
 * which says nothing to who wrote the contract. A function is compiled where it is first called, so the problem's place is the
 * innermost call of the contract that is being compiled.
 */

interface Emitter {
  emitDiagnostic(code: number, category: number, range: asc.Range | null, ...more: unknown[]): void;
}

interface Generator extends Emitter {
  compileCallExpression(expression: asc.CallExpression, context: asc.Type, constraints: number): asc.ExpressionRef;
}

/** Has the compiler report problems of the library where the contract uses it. To be called once per process. */
export function placeInContract(): void {
  const generator = asc.Compiler.prototype as unknown as Generator;
  const calls: asc.Range[] = [];
  const { compileCallExpression } = generator;
  generator.compileCallExpression = function (this: Generator, expression, context, constraints) {
    const isContract = !expression.range.source.isLibrary;
    if (isContract) calls.push(expression.range);
    try {
      return compileCallExpression.call(this, expression, context, constraints);
    } finally {
      if (isContract) calls.pop();
    }
  };
  for (const emitter of [generator, asc.Resolver.prototype as unknown as Emitter]) {
    const { emitDiagnostic } = emitter;
    emitter.emitDiagnostic = function (this: Emitter, code, category, range, ...more) {
      const place = range?.source.isLibrary ? (calls.at(-1) ?? range) : range;
      emitDiagnostic.call(this, code, category, place, ...more);
    };
  }
}
