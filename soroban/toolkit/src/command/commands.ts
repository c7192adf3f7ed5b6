type Run = (args: string[]) => Promise<number>;

/** Each is loaded when it is run: a sandbox needs no compiler. */
export const COMMANDS: Readonly<Record<string, Run>> = {
  init: async (args) => await (await import('./init.ts')).init(args),
  build: async (args) => await (await import('./build.ts')).build(args),
  test: async (args) => await (await import('./test.ts')).test(args),
  sandbox: async (args) => await (await import('./sandbox.ts')).sandbox(args),
  deploy: async (args) => await (await import('./deploy.ts')).deploy(args),
  invoke: async (args) => await (await import('./invoke.ts')).invoke(args),
  bindings: async (args) => await (await import('./bindings.ts')).bindings(args),
};
