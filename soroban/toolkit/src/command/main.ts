import { CommandError } from '../project/command-error.ts';
import { COMMANDS } from './commands.ts';

const USAGE = `soroban-ts: Soroban contracts in TypeScript

  init [folder]                       a contract, its test and its settings, in an empty project
  build                               compiles contracts/*.ts to build/*.wasm, with their types beside them
  test [files] [--coverage]           builds, and runs test/*.test.ts on networks of their own
  sandbox [--port 8000] [--data dir]  an embedded Stellar network: RPC and friendbot
  deploy <contract> [--arg value …]   uploads and creates it; arguments are the constructor's
  invoke <contract> <function> [--arg value …]
                                      calls it in a transaction; with --read, asks without one
  bindings <contract> [--out file]    the TypeScript types of a contract: a name, a .wasm, or an id on a network

A contract is the name of its file in contracts, or a path; once deployed, its name or its id (C…).
Networks: --network local (the default) or testnet; or --rpc-url and --passphrase. SOROBAN_SECRET is the secret of who
pays; without it, test networks fund a key of the project's own in .soroban.`;

/** Runs one command, and answers the exit code: 0 done, 1 refused, 2 asked wrongly. */
export async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(USAGE);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(`soroban-ts: there is no command ${name}\n\n${USAGE}`);
    return 2;
  }
  try {
    return await command(args);
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`soroban-ts ${name}: ${error.message}`);
    return error instanceof CommandError ? 2 : 1;
  }
}

/** What a network, a contract, the compiler or the system refuses is told by its message; anything else is a defect, with its stack. */
function isExpected(error: unknown): error is Error {
  const named = ['CommandError', 'CompileError', 'Refusal', 'SorobanClientError', 'SandboxError'];
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return named.includes(error.name) || syscall !== undefined || code?.startsWith('ERR_PARSE_ARGS') === true;
}
