import { CliError } from '../errors.ts';
import type { Say } from '../state/cache-file.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import { loadOrCreateKeys, readSystemKeys } from '../state/generate-keys.ts';
import { judgeStart, type PartsHere, type Remark } from '../state/judge-start.ts';
import type { Keys } from '../state/keys.ts';
import { separateGovernanceKey } from '../state/separate-governance-key.ts';
import { survey } from '../state/survey.ts';
import { readCustody } from './custody-file.ts';
import { refuseOtherManifest } from './known-manifest.ts';

export interface OpenedDirectory {
  /** Nothing was deployed here yet: what is missing is made. */
  isNew: boolean;
  keys: Keys;
  /** What is missing or damaged, and what is done about it. */
  remarks: Remark[];
}

/**
 * Reads what says which system this is, before any part of it runs: what is of value and missing, damaged or of another
 * system is refused here, with nothing made or changed. Keys are made only where nothing is.
 */
export function openDirectory(directory: DataDirectory, here: PartsHere, say: Say): OpenedDirectory {
  const { signers } = here;
  const judgement = judgeStart(directory, survey(directory, signers), here);
  if (judgement.do === 'refuse') throw new CliError('cli/state-incomplete', judgement);
  const isNew = judgement.do === 'begin';
  readCustody(directory);
  const keys = isNew ? loadOrCreateKeys(directory, signers) : readSystemKeys(directory, signers);
  if (here.deploys) refuseOtherManifest(directory, keys, say);
  separateGovernanceKey(directory);
  return { isNew, keys, remarks: judgement.remarks };
}
