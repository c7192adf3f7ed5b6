import * as asc from 'assemblyscript';

/*
 * AssemblyScript writes a zero into every field of a new object that has no other value. Memory here is never freed, so that
 * no place is used twice, and what was never written is zero.
 */

type Ref = asc.ExpressionRef;

interface Initializer {
  makeFieldInitializationInConstructor(classInstance: asc.Class, statements?: Ref[]): Ref[];
}

const { ExpressionId, TypeRef } = asc as unknown as {
  ExpressionId: { Const: number; Call: number };
  TypeRef: { I32: number; I64: number };
};

/** Has the compiler write no zeros into new objects. To be called once per process. */
export function trustFreshMemory(): void {
  const generator = asc.Compiler.prototype as unknown as Initializer;
  const original = generator.makeFieldInitializationInConstructor;
  generator.makeFieldInitializationInConstructor = function (this: Initializer, classInstance, statements = []) {
    const added = original.call(this, classInstance, []);
    statements.push(...added.filter((statement) => !storesZero(statement)));
    return statements;
  };
}

function storesZero(statement: Ref): boolean {
  // A field is set by a call of its setter, which takes the object and the value.
  if (asc.getExpressionId(statement) !== ExpressionId.Call || asc.getCallOperandCount(statement) !== 2) return false;
  const value = asc.getCallOperandAt(statement, 1);
  if (asc.getExpressionId(value) !== ExpressionId.Const) return false;
  switch (asc.getExpressionType(value) as number) {
    case TypeRef.I32:
      return asc.getConstValueI32(value) === 0;
    case TypeRef.I64:
      return asc.getConstValueI64Low(value) === 0 && asc.getConstValueI64High(value) === 0;
    default:
      return false;
  }
}
