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

/** By words of a source file's name: the tests that are about what it does. */
const ABOUT: readonly [source: RegExp, tests: RegExp][] = [
  [/^contract/, /\/(access|access-matrix)\.test\.ts$/],
  [/batches|payments|undoing|unsettling|corrections|losses|completion/, /\/(batch-ends|withdrawal|sweep)\.test\.ts$/],
  [/batch/, /\/batch[\w-]*\.test\.ts$/],
  [/caps|day-windows/, /\/caps\.test\.ts$/],
  [/payout|running-time/, /\/(payout-watch|batch-ends)\.test\.ts$/],
  [/redemption/, /\/redemption\.test\.ts$/],
  [/return/, /\/returns\.test\.ts$/],
  [/exposure|heights/, /\/exposure\.test\.ts$/],
  [/custodians|attest/, /\/(attested-arguments|reserve|deposit-refusals|proof-of-reserves)\.test\.ts$/],
  [/proofs|policy|ratio/, /\/(proof-of-reserves|reserve|sweep)\.test\.ts$/],
  [/address|transaction|base58|bech32|reader/, /\/bitcoin-[\w-]*\.test\.ts$/],
  [/exchange|inventory/, /\/(exchange|foreign-oracle)\.test\.ts$/],
  [/proposal|governance|docket|motions|hand-over|seats|stops|action/, /\/governance[\w-]*\.test\.ts$/],
  [/errands|administration|action-checks/, /\/never-runs\.test\.ts$/],
  [/action-checks/, /\/(extreme-settings|governance)\.test\.ts$/],
  [/administration|countries|system-accounts|proposals|minting|configuration/, /\/told\.test\.ts$/],
  [/administration|minting/, /\/(compliance|fungible-token)\.test\.ts$/],
  [/configuration|feed|history|reports|statistics/, /\/price-oracle\.test\.ts$/],
  [/withdrawal/, /\/withdrawal\.test\.ts$/],
  [/identities|records|parties/, /\/kyc\.test\.ts$/],
  [/guardian|throttle/, /\/(guardian|caps|access-matrix)\.test\.ts$/],
  [/canary|registered-contract/, /\/(upgrade|registry)\.test\.ts$/],
  [/pause|modes/, /\/(modes|incident|roles)\.test\.ts$/],
  [/migration|layout/, /\/upgrade-from-release\.test\.ts$/],
  [/rate-limits/, /\/rate-limits\.test\.ts$/],
  [/metrics|resolution|rollback/, /\/(resolution|batch-rollback|deposit)\.test\.ts$/],
  [/recovery/, /\/recovery\.test\.ts$/],
  [/risk|activity/, /\/(risk|compliance)\.test\.ts$/],
  [/overrides|countries|system-accounts|flags|limits|usage|booking|compliance/, /\/(compliance|kyc)\.test\.ts$/],
  [/allowances|movements|home-domain/, /\/(sep41|compliance)\.test\.ts$/],
];

/**
 * Test files in the order in which they are tried on a mutant: those about what its file does, some of the random history,
 * which shows most of the rest in seconds, those of its contract, and then all others of contracts and attacks.
 */
export function stagesFor(file: string): string[][] {
  const all = testFiles();
  const name = file.split('/').at(-1) ?? '';
  const about = ABOUT.filter(([source]) => source.test(name)).map(([, tests]) => tests);
  const nearest = NEAREST[file.split('/')[0] ?? ''] ?? NEAREST.shared ?? /$^/;
  const first = all.filter((test) => about.some((tests) => tests.test(test)));
  const second = all.filter((test) => nearest.test(test) && !first.includes(test));
  const others = all.filter((test) => !first.includes(test) && !second.includes(test));
  return [first, ['test/simulation/history.test.ts'], second, others];
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
