/**
 * `npm run accept -w @istsi/contracts`: builds, then writes the hashes, typed clients, costs and storage layouts that
 * belong to what was built. All are committed, so that a change of any contract's code, interface or price shows in a diff.
 */
import { writeFileSync } from 'node:fs';
import { formatCosts, measureCosts } from '../bench/measure-costs.ts';
import { buildContract, buildContracts } from '../src/build.ts';
import { clientFile, generateClient } from '../src/clients.ts';
import { builtContractNames, loadContract, type StoringContractName, storingContractNames } from '../src/index.ts';
import { costsFile, hashesFile, layoutsFile } from '../src/paths.ts';
import { releasedLayouts, releaseNumbers } from '../src/releases.ts';
import { compareLayouts, layoutSources, type StorageLayout, storageLayout } from '../src/storage-layout.ts';

type Layouts = Record<StoringContractName, StorageLayout>;

/** What the last release stored must stay readable, or else be migrated. */
function acceptLayouts(): void {
  const known = releasedLayouts(releaseNumbers().at(-1) ?? 0);
  const layouts = Object.fromEntries(
    storingContractNames.map((name) => [name, storageLayout(layoutSources(name))]),
  ) as Layouts;
  for (const name of storingContractNames) {
    const old = known[name];
    if (!old || layouts[name].layout > old.layout) continue;
    const [first] = compareLayouts(old, layouts[name]);
    if (!first) continue;
    throw new Error(
      `${name}: ${first.what} ${first.why}, so this code cannot read what is stored. ` +
        `Count LAYOUT up in ${name}/migration.ts and write the step that brings it there`,
    );
  }
  writeFileSync(layoutsFile, `${JSON.stringify(layouts, null, 2)}\n`);
}

/** A contract that calls another one by its new interface compiles only once that one's client is new too. */
async function acceptClients(waiting: readonly StoringContractName[] = storingContractNames): Promise<void> {
  const failed: { name: StoringContractName; error: unknown }[] = [];
  for (const name of waiting) {
    try {
      await buildContract(name);
      writeFileSync(clientFile(name), await generateClient(name));
    } catch (error) {
      failed.push({ name, error });
    }
  }
  if (failed.length === waiting.length && failed[0]) throw failed[0].error;
  if (failed.length > 0) await acceptClients(failed.map(({ name }) => name));
}

acceptLayouts();
await acceptClients();
// New clients can mean new code in the contracts that use them.
await buildContracts();
const hashes = Object.fromEntries(builtContractNames.map((name) => [name, loadContract(name).hash]));
writeFileSync(hashesFile, `${JSON.stringify(hashes, null, 2)}\n`);
writeFileSync(costsFile, formatCosts(await measureCosts()));
