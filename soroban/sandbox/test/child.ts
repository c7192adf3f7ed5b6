import { startSandbox } from '../src/index.ts';

/** A sandbox in a process of its own, to be killed. Prints its RPC address when it is ready. */
const [dataDir = '', options = '{}'] = process.argv.slice(2);
const sandbox = await startSandbox({ dataDir, ...(JSON.parse(options) as object) });
process.stdout.write(`${sandbox.rpcUrl}\n`);
