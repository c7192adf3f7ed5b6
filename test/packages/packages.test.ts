import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandsOf, meetStranger, programsOf, type Stranger } from './support/stranger.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

let stranger: Stranger;
beforeAll(async () => {
  stranger = await meetStranger();
});
afterAll(() => stranger?.leave());

test.each(['@istsi/soroban-sdk', '@istsi/soroban-sandbox', '@istsi/soroban-client', '@istsi/soroban-ts'])(
  '%s has a licence, a page and JavaScript, and neither tests nor what it was built of',
  (name) => {
    const files = stranger.packed.get(name)!;
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(files.filter((path) => /^lib\/js\/.*\.js$/.test(path))).not.toEqual([]);
    const own = files.filter((path) => !path.startsWith('template/'));
    expect(own.filter((path) => /\.test\.|^(test|src|bench|dist)\/|tsbuildinfo/.test(path))).toEqual([]);
  },
);

test('the library has a licence, a page and contract code, and no tests', () => {
  const files = stranger.packed.get('@istsi/soroban-library')!;
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'contracts/ownable.ts']));
  const others = files.filter((path) => !/^(contracts\/[\w/-]+\.ts|LICENSE|README\.md|package\.json)$/.test(path));
  expect(others).toEqual([]);
});

describe('in an empty directory, with nothing but npm', () => {
  test('the quick start of the README runs as it stands', async () => {
    expect(await stranger.shell(commandsOf('Quick start'))).toMatch(/# fail 0/);
  });

  test.runIf(isNightly)('the programs of the test kit run as they stand', async () => {
    const programs = programsOf('The test kit');
    const run = programs.map((program, i) => `cat >kit-${i}.mjs <<'END'\n${program}END\nnode kit-${i}.mjs`);
    const printed = await stranger.shell(run.join('\n'));
    expect(programs).toHaveLength(2);
    expect(printed).toContain("function: 'increment'");
    expect(printed).toMatch(/contracts\/counter\.ts +\d+\/\d+ 100% +3\/3 100%/);
  });

  test.runIf(isNightly)('its tests tell what they cover', async () => {
    expect(await stranger.shell('npx soroban-ts test --coverage')).toMatch(
      /contracts\/counter\.ts +\d+\/\d+ 100% +3\/3 100%/,
    );
    expect(await stranger.shell('cat build/coverage/lcov.info')).toMatch(
      /^TN:\nSF:contracts\/counter\.ts\nFN:\d+,Counter\./,
    );
  });

  test('what it made is clean in ordinary TypeScript, against the declarations of the packages', async () => {
    await stranger.shell('npx tsc');
  });

  test.runIf(isNightly)('a contract is built of the library, and its types are clean', async () => {
    const source = `import { type Address, contract } from '@istsi/soroban-sdk';
import { setUpOwner } from '@istsi/soroban-library/ownable';
import { Pausable } from '@istsi/soroban-library/pausable';

@contract
export class Mine extends Pausable {
  __constructor(owner: Address): void {
    setUpOwner(owner);
  }
}
`;
    const commands = `npm install --save-dev @istsi/soroban-library
cat >contracts/mine.ts <<'END'
${source}END
npx soroban-ts build
npx tsc -p contracts`;
    expect(await stranger.shell(commands)).toContain('mine');
    expect(await stranger.shell('cat build/mine.ts')).toMatch(/unpause[\s\S]*transfer_ownership/);
  });
});
