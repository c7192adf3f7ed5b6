/** Writes src/generated/<name>.ts from the built contracts: `npm run generate -w @istsi/contracts`. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { contractNames } from '../src/names.ts';
import { contractTypes } from './contract-types.ts';

const directory = path.join(import.meta.dirname, '../src/generated');
const files = contractNames.map((name) => path.join(directory, `${name}.ts`));
for (const [i, name] of contractNames.entries()) writeFileSync(files[i]!, contractTypes(name));
const formatted = spawnSync('npx', ['biome', 'check', '--write', ...files], { stdio: 'inherit' });
process.exitCode = formatted.status ?? 1;
