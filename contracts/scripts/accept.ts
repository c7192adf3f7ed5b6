/**
 * `npm run accept -w @istsi/contracts`: builds, then writes the hashes, typed clients and costs that belong to what was
 * built. All are committed, so that a change of any contract's code, interface or price shows in a diff.
 */
import { writeFileSync } from 'node:fs';
import { formatCosts, measureCosts } from '../bench/measure-costs.ts';
import { buildContracts } from '../src/build.ts';
import { clientFile, generateClient } from '../src/clients.ts';
import { contractNames, loadContract } from '../src/index.ts';
import { costsFile, hashesFile } from '../src/paths.ts';

await buildContracts();
for (const name of contractNames) writeFileSync(clientFile(name), await generateClient(name));
// New clients can mean new code in the contracts that use them.
await buildContracts();
const hashes = Object.fromEntries(contractNames.map((name) => [name, loadContract(name).hash]));
writeFileSync(hashesFile, `${JSON.stringify(hashes, null, 2)}\n`);
writeFileSync(costsFile, formatCosts(await measureCosts()));
