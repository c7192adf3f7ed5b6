#!/usr/bin/env node
// The sources are TypeScript and run as they are: tsx teaches Node to load them.
import module from 'node:module';
import { register } from 'tsx/esm/api';

// Node 22 and newer keep what they compile: the processes of `istsi up` start sooner.
module.enableCompileCache?.();
register();
const { main } = await import('../src/main.ts');
// A reader that has seen enough (`istsi status | head`) is no failure.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const exitCode = await main(process.argv, process.env);
// What an interrupted command still waits for must not keep the terminal.
process.stdout.write('', () => process.exit(exitCode));
