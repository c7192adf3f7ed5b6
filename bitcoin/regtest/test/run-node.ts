import { startRegtest } from '../src/index.ts';

/** A node in a process of its own, for tests that kill it. Prints its URL. */
const node = await startRegtest({ dataDir: process.argv[2]! });
console.log(node.rpcUrl);
await node.stopped;
process.exit(0);
