#!/usr/bin/env node
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { bundledMain } from './bundle.js';

// Node 22 and newer keep what they compile: the processes of `istsi up` start sooner.
module.enableCompileCache?.();
// A reader that has seen enough (`istsi status | head`) is no failure. On a full disk what cannot be printed is lost, and
// the work goes on.
const isFull = (error) => ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'].includes(error.code);
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => isFull(error) || process.exit(error.code === 'EPIPE' ? 0 : 1));

const { main } = await load();
const exitCode = await main(process.argv, process.env);
// What an interrupted command still waits for must not keep the terminal.
process.stdout.write('', () => process.exit(exitCode));

async function load() {
  const bundled = await bundledMain(process.argv);
  if (process.argv.includes('--verbose')) process.setSourceMapsEnabled(true);
  // Libraries that are CommonJS ask for modules of Node with it.
  globalThis.require ??= module.createRequire(import.meta.url);
  if (bundled !== undefined) return await import(pathToFileURL(bundled).href);
  // Where nothing can be kept, the sources run as they are: tsx teaches Node to load them.
  const { register } = await import('tsx/esm/api');
  register();
  return await import('../src/main.ts');
}
