#!/usr/bin/env node
// The sources are TypeScript and run as they are: tsx teaches Node to load them.
import module from 'node:module';
import { register } from 'tsx/esm/api';

// Node 22 and newer keep what they compile: the processes of `istsi up` start sooner.
module.enableCompileCache?.();
register();
const { main } = await import('../src/main.ts');
// A reader that has seen enough (`istsi status | head`) is no failure. On a full disk what cannot be printed is lost, and
// the work goes on.
const isFull = (error) => ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'].includes(error.code);
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => isFull(error) || process.exit(error.code === 'EPIPE' ? 0 : 1));
const exitCode = await main(process.argv, process.env);
// What an interrupted command still waits for must not keep the terminal.
process.stdout.write('', () => process.exit(exitCode));
