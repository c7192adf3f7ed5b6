/** Writes src/generated/<name>.ts from the built contracts: `npm run generate -w @istsi/contracts`. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { coreContractNames } from '../src/names.ts';
import { contractTypes } from './contract-types.ts';

const directory = path.join(import.meta.dirname, '../src/generated');
const files = coreContractNames.map((name) => path.join(directory, `${name}.ts`));
for (const [i, name] of coreContractNames.entries()) writeFileSync(files[i]!, contractTypes(name));
const formatted = spawnSync('npx', ['biome', 'check', '--write', ...files], { stdio: 'inherit' });
process.exitCode = formatted.status ?? 1;
