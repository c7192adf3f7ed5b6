import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { coreContractNames } from '@istsi/contracts';
import { expect, test } from 'vitest';
import { contractTypes } from './contract-types.ts';

test.each(coreContractNames)(
  'the types of %s are those of its built Wasm; otherwise: npm run generate -w @istsi/integration',
  (name) => {
    const file = path.join(import.meta.dirname, `../src/contracts/generated/${name}.ts`);
    const formatted = spawnSync('npx', ['biome', 'check', '--write', `--stdin-file-path=${file}`], {
      input: contractTypes(name),
      encoding: 'utf8',
    });
    expect(formatted.stdout).toBe(readFileSync(file, 'utf8'));
  },
);
