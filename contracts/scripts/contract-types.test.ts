import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { contractNames } from '../src/names.ts';
import { contractTypes } from './contract-types.ts';

test.each(contractNames)(
  'the types of %s are those of its built Wasm; otherwise: npm run generate -w @istsi/contracts',
  (name) => {
    const file = path.join(import.meta.dirname, `../src/generated/${name}.ts`);
    const formatted = spawnSync('npx', ['biome', 'check', '--write', `--stdin-file-path=${file}`], {
      input: contractTypes(name),
      encoding: 'utf8',
    });
    expect(formatted.stdout).toBe(readFileSync(file, 'utf8'));
  },
);
