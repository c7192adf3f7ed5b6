/**
 * `npm run accept -w @istsi/contracts`: builds, then writes the hashes and the typed clients that belong to what was built.
 * Both are committed, so that a change of any contract's code or interface shows in a diff.
 */
import { writeFileSync } from 'node:fs';
import { buildContracts } from '../src/build.ts';
import { clientFile, generateClient } from '../src/clients.ts';
import { contractNames, loadContract } from '../src/index.ts';
import { hashesFile } from '../src/paths.ts';

await buildContracts();
for (const name of contractNames) writeFileSync(clientFile(name), await generateClient(name));
// New clients can mean new code in the contracts that use them.
await buildContracts();
const hashes = Object.fromEntries(contractNames.map((name) => [name, loadContract(name).hash]));
writeFileSync(hashesFile, `${JSON.stringify(hashes, null, 2)}\n`);
