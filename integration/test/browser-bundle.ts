import { type Context, createContext, Script } from 'node:vm';
import { build } from 'esbuild';

/** Of what a browser has beside the language, these alone: no Buffer, no process, no require, no timers. */
const webGlobals = { TextEncoder, TextDecoder };

/** Bundles a module as for a browser, with nothing in the place of Node's own, and runs it where there is no Node. */
export async function runInBrowser(module: string): Promise<Context> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${module}';`, resolveDir: import.meta.dirname, loader: 'ts' },
    ...{ bundle: true, write: false, platform: 'browser', target: 'es2022', logLevel: 'silent' },
    ...{ format: 'iife', globalName: 'bundled' },
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error(`${module} was not bundled`);
  const context = createContext({ ...webGlobals });
  new Script(bundle.text, { filename: `${module}.js` }).runInContext(context);
  return context;
}
