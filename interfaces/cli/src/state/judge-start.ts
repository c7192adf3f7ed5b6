import type { DataDirectory } from './data-directory.ts';
import type { Found, Survey } from './survey.ts';

/** What is said of a start that goes on although something is missing. */
export interface Remark {
  path: string;
  text: string;
}

export type StartJudgement =
  /** Nothing was finished here yet: what is missing is made. */
  | { do: 'begin'; remarks: Remark[] }
  /** A deployed system: nothing of value is made any more, only what can be worked out again. */
  | { do: 'continue'; remarks: Remark[] }
  | { do: 'refuse'; path: string; problem: string; cure: string };

/** Which parts run on this machine; of those elsewhere, what they keep is nobody's concern here. */
export interface PartsHere {
  stellar: boolean;
  bitcoin: boolean;
  database: boolean;
  /** How many. */
  signers: number;
  /** The contracts are this directory's own, and not those of a manifest that somebody named. */
  deploys: boolean;
}

export const everythingHere = (signers: number): PartsHere => ({
  ...{ stellar: true, bitcoin: true, database: true, deploys: true },
  signers,
});

const START_OVER = 'or start over with another --data-dir';

/**
 * What a start may do with a directory. Pure: what is of value is never made where it once was, because the new one would
 * be another system beside the coins of the old; what only remembers or repeats is worked out again, and said.
 */
export function judgeStart(directory: DataDirectory, found: Survey, here: PartsHere): StartJudgement {
  const deployed = isDeployed(found);
  const refusal = refuseNewKeys(directory, found) ?? (deployed ? lostNetwork(directory, found, here) : undefined);
  if (refusal) return refusal;
  const remarks = deployed ? remarksOf(directory, found, here) : [];
  return { do: deployed ? 'continue' : 'begin', remarks };
}

/** The manifest and the configurations of the parts are written once the contracts are there, and not before. */
function isDeployed({ manifest, configs }: Survey): boolean {
  return [manifest, ...configs].some((file) => file !== 'missing');
}

type Refusal = Extract<StartJudgement, { do: 'refuse' }>;

/** Why no keys may be made here, the system's or the signers'; undefined where none are missing or none were there. */
export function refuseNewKeys(directory: DataDirectory, found: Survey): Refusal | undefined {
  return lostKeys(directory, found) ?? lostCustody(directory, found);
}

function lostKeys(directory: DataDirectory, found: Survey): Refusal | undefined {
  if (found.keys !== 'missing') return undefined;
  const witness = whatKeysMade(directory, found);
  if (witness === undefined) return undefined;
  return {
    do: 'refuse',
    path: directory.keys,
    problem: `is missing, and ${witness} is there: new keys would make another system beside it`,
    cure: `Restore it from a backup, ${START_OVER}`,
  };
}

/** The keys are made before all else, so whatever else is there was made with them. */
function whatKeysMade(directory: DataDirectory, found: Survey): string | undefined {
  const [services, ...configs] = found.configs;
  const candidates: [boolean, string][] = [
    [found.custody !== 'missing', directory.custody],
    [found.manifest !== 'missing', directory.manifest],
    ...found.signers.flatMap(({ keystore, journal }, index): [boolean, string][] => [
      [keystore !== 'missing', directory.signer(index + 1).keystore],
      [journal !== 'missing', directory.signer(index + 1).journal],
    ]),
    [services !== 'missing', directory.services],
    ...configs.map((config, index): [boolean, string] => [config !== 'missing', directory.signer(index + 1).config]),
    [found.ledger, directory.stellar],
    [found.chain, directory.bitcoin],
    [found.database, directory.database],
    [found.deployments, directory.deployments],
  ];
  return candidates.find(([isThere]) => isThere)?.[1];
}

function lostNetwork(directory: DataDirectory, found: Survey, here: PartsHere): Refusal | undefined {
  if (here.stellar && !found.ledger) {
    return {
      do: 'refuse',
      path: directory.stellar,
      problem: 'holds no ledger, and the contracts of this system are in it',
      cure: `Restore it from a backup, ${START_OVER}`,
    };
  }
  if (!here.bitcoin || found.chain) return undefined;
  return {
    do: 'refuse',
    path: directory.bitcoin,
    problem: 'holds no blocks, and the coins of this system are in them',
    cure: `Restore it from a backup, ${START_OVER}`,
  };
}

/** It can be worked out again from the signers' keystores, as long as every one that was made is there. */
function lostCustody(directory: DataDirectory, found: Survey): Refusal | undefined {
  if (found.custody !== 'missing') return undefined;
  const deployed = isDeployed(found);
  const signers = found.signers.map((files, index) => ({ ...files, path: directory.signer(index + 1).keystore }));
  // On a first start that was interrupted some may not be made yet; one that has a memory was.
  const without = signers.find(({ keystore, journal }) => keystore !== 'file' && (deployed || journal !== 'missing'));
  if (!without) return undefined;
  return {
    do: 'refuse',
    path: directory.custody,
    problem: `is missing, and so is ${without.path}, from which it could be worked out: both say who guards the coins`,
    cure: `Restore one of them from a backup, ${START_OVER}`,
  };
}

function remarksOf(directory: DataDirectory, found: Survey, here: PartsHere): Remark[] {
  const remarks: Remark[] = [];
  const say = (path: string, text: string) => remarks.push({ path, text });
  if (found.custody === 'missing' && here.signers > 0) {
    say(directory.custody, 'was missing: it is worked out from the signers’ keystores and compared with the contracts');
  }
  if (found.manifest === 'missing' && here.deploys) {
    say(directory.manifest, 'was missing: it is worked out from the keys and compared with the ledger');
  }
  if (here.database && !found.database) say(directory.database, 'was missing: it is rebuilt from both chains');
  for (const [index, { keystore, journal }] of found.signers.entries()) {
    const files = directory.signer(index + 1);
    if (keystore !== 'file') say(files.keystore, `${stateOf(keystore)}: restore it from a backup`);
    if (journal !== 'file') {
      const cure = `\`istsi signer restore --from-chain --config ${files.config}\` while this runs`;
      say(files.journal, `${stateOf(journal)}: restore it from a backup, its .head too, or run ${cure}`);
    }
  }
  return remarks;
}

function stateOf(found: Found): string {
  if (found === 'missing') return 'is missing';
  return found === 'empty' ? 'is empty' : 'is no file';
}
