/**
 * The part of the WebAssembly JavaScript interface (W3C) used here. TypeScript ships it only inside the browser
 * libraries, and Node's types leave it out.
 */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, ExportValue>;
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Global<T = unknown> {
    constructor(descriptor: { value: 'i32' | 'i64'; mutable: boolean }, value: T);
    value: T;
  }
  type ExportedFunction = (...args: bigint[]) => bigint;
  type ExportValue = ExportedFunction | Global | Memory | object;
  class RuntimeError extends Error {}
  class CompileError extends Error {}
  class LinkError extends Error {}
  function validate(bytes: Uint8Array): boolean;
}
