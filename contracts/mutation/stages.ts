import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { packageDir } from '../src/paths.ts';

// They compare with what is committed, so that any change at all fails them: they say nothing about behaviour.
const SNAPSHOTS = /\/(build|costs|storage-layout|compare-specs)\.test\.ts$/;

/** The tests that most often catch a mutant of a folder, so that they are asked first. */
const NEAREST: Record<string, RegExp> = {
  'integration-router':
    /\/(governance|roles|deposit|withdrawal|modes|rate-limits|resolution|registry)[\w-]*\.test\.ts$/,
  'kyc-registry': /\/(kyc|compliance|risk|recovery)[\w-]*\.test\.ts$/,
  'istsi-token': /\/(sep41|compliance|deposit)[\w-]*\.test\.ts$/,
  'fungible-token': /\/(fungible-token|sep41)[\w-]*\.test\.ts$/,
  'reserve-manager': /\/(reserve|withdrawal|sweep|proof-of-reserves|deposit|bitcoin)[\w-]*\.test\.ts$/,
  'price-oracle': /\/(price-oracle|exchange)[\w-]*\.test\.ts$/,
  shared: /\/(lifetime|upgrade|sep41|deposit)[\w-]*\.test\.ts$/,
};

/** Test files in the order in which they are tried on a mutant: the nearest, then all others of contracts and attacks. */
export function stagesFor(file: string): string[][] {
  const all = testFiles();
  const nearest = NEAREST[file.split('/')[0] ?? ''] ?? NEAREST.shared ?? /$^/;
  const first = all.filter((test) => nearest.test(test));
  return [first, all.filter((test) => !first.includes(test)), ['test/simulation/history.test.ts']];
}

function testFiles(): string[] {
  return ['contracts/test', 'test/attacks'].flatMap((folder) =>
    readdirSync(`${dirname(packageDir)}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.nightly.test.ts'))
      .map((file) => `${folder}/${file}`)
      .filter((file) => !SNAPSHOTS.test(file))
      .sort(),
  );
}
