import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandsOf, meetStranger, type Stranger } from './support/stranger.ts';

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

describe('in an empty directory, with nothing but npm', () => {
  test('the quick start of the README runs as it stands', async () => {
    expect(await stranger.shell(commandsOf('Quick start'))).toMatch(/# fail 0/);
  });

  test('what it made is clean in ordinary TypeScript, against the declarations of the packages', async () => {
    await stranger.shell('npx tsc');
  });
});
