import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { dataDirectory } from '../src/state/data-directory.ts';

/** How a file or directory of a data directory comes to harm. */
export type Harm = 'missing' | 'empty' | 'truncated' | 'garbage' | 'a directory' | 'a dangling link' | 'a file';

/** The old content of what something else takes the place of stays beside it. */
const moveAway = (at: string): void => {
  if (existsSync(at)) renameSync(at, `${at}.was`);
};
const remove = (at: string): void => rmSync(at, { recursive: true, force: true });

const harms: Record<Harm, (at: string) => void> = {
  missing: remove,
  empty: (at) => writeFileSync(at, ''),
  truncated: (at) => truncateSync(at, Math.floor(readFileSync(at).length / 2)),
  garbage: (at) => writeFileSync(at, Buffer.from('\x00\xff{"not": what it was', 'latin1')),
  'a directory': (at) => {
    moveAway(at);
    mkdirSync(at);
  },
  'a dangling link': (at) => {
    moveAway(at);
    symlinkSync(`${at}.nowhere`, at);
  },
  'a file': (at) => {
    remove(at);
    writeFileSync(at, 'a file');
  },
};

export function harm(root: string, path: string, how: Harm): void {
  harms[how](join(root, path));
}

/** `starts`: as if nothing were; `degraded`: runs, and says what is wrong; `refuses`: one line that names file and cure. */
export type Outcome = { outcome: 'starts' } | { outcome: 'degraded' | 'refuses'; says: RegExp };

export type DamageCase = { path: string; how: Harm } & Outcome;

const refuses = (path: string, how: Harm, says: RegExp): DamageCase => ({ path, how, outcome: 'refuses', says });
const degraded = (path: string, how: Harm, says: RegExp): DamageCase => ({ path, how, outcome: 'degraded', says });

const BACKUP = /Restore it from a backup/;
const all = (...parts: RegExp[]): RegExp => new RegExp(parts.map(({ source }) => source).join('[\\s\\S]*'));

/** What is decided from the files alone, before any part runs. */
export const beforeAnythingRuns: readonly DamageCase[] = [
  refuses('keys.json', 'missing', all(/keys\.json is missing, and .*custody\.json is there/, BACKUP)),
  refuses('keys.json', 'empty', all(/keys\.json cannot be used: it is empty/, BACKUP)),
  refuses('keys.json', 'truncated', all(/keys\.json cannot be used: it is not JSON/, BACKUP)),
  refuses('keys.json', 'garbage', all(/keys\.json cannot be used: it is not JSON/, BACKUP)),
  refuses('keys.json', 'a directory', all(/keys\.json cannot be used: it is a directory/, BACKUP)),
  refuses('keys.json', 'a dangling link', all(/keys\.json cannot be used: there is no such file/, BACKUP)),
  degraded('custody.json', 'missing', /custody\.json was missing: it is worked out from the signers’ keystores/),
  refuses('custody.json', 'empty', /custody\.json cannot be used: it is empty.*or move it away/),
  refuses('custody.json', 'truncated', /custody\.json cannot be used: it is not JSON.*or move it away/),
  refuses('custody.json', 'garbage', /custody\.json cannot be used: it is not JSON.*or move it away/),
  refuses('custody.json', 'a directory', /custody\.json cannot be used: it is a directory.*or move it away/),
  degraded('manifest.json', 'missing', /manifest\.json was missing: it is worked out from the keys/),
  degraded('manifest.json', 'empty', /manifest\.json cannot be used: it is empty.*manifest\.json\.damaged-1/),
  degraded('manifest.json', 'truncated', /manifest\.json cannot be used: it is not JSON.*damaged-1/),
  degraded('manifest.json', 'garbage', /manifest\.json cannot be used: it is not JSON.*damaged-1/),
  degraded('manifest.json', 'a directory', /manifest\.json cannot be used: it is a directory.*damaged-1/),
  degraded('manifest.json', 'a dangling link', /manifest\.json cannot be used: there is no such file.*damaged-1/),
  refuses('stellar', 'missing', all(/stellar holds no ledger/, BACKUP)),
  refuses('bitcoin', 'missing', all(/bitcoin holds no blocks/, BACKUP)),
  refuses('bitcoin/journal.log', 'missing', all(/bitcoin holds no blocks/, BACKUP)),
  refuses('bitcoin/journal.log', 'empty', all(/bitcoin holds no blocks/, BACKUP)),
  refuses('stellar', 'a file', /stellar cannot be made: a file is where a directory is needed/),
  refuses('bitcoin', 'a file', /bitcoin cannot be made: a file is where a directory is needed/),
  refuses('logs', 'a file', /logs cannot be made: a file is where a directory is needed/),
  refuses('signer-2', 'a file', /signer-2 cannot be made: a file is where a directory is needed/),
  degraded('database', 'missing', /database was missing: it is rebuilt from both chains/),
  degraded('signer-2', 'missing', /signer-2\/keystore\.json is missing: restore it/),
  degraded('signer-2/keystore.json', 'missing', /signer-2\/keystore\.json is missing: restore it/),
  degraded('signer-2/keystore.json', 'empty', /signer-2\/keystore\.json is empty: restore it/),
  degraded('signer-2/keystore.json', 'a directory', /signer-2\/keystore\.json is no file: restore it/),
  degraded('signer-2/policy.log', 'missing', /signer-2\/policy\.log is missing.*signer restore --from-chain/),
  degraded('signer-2/policy.log', 'empty', /signer-2\/policy\.log is empty.*signer restore --from-chain/),
  degraded('signer-2/policy.log', 'a directory', /signer-2\/policy\.log is no file.*signer restore --from-chain/),
  { path: 'services.json', how: 'missing', outcome: 'starts' },
  { path: 'signer-1/config.json', how: 'missing', outcome: 'starts' },
  { path: 'ports.json', how: 'missing', outcome: 'starts' },
  degraded('ports.json', 'garbage', /ports\.json cannot be used: it is not JSON. It is made anew.*damaged-1/),
  degraded('ports.json', 'empty', /ports\.json cannot be used: it is empty. It is made anew/),
  degraded('ports.json', 'a directory', /ports\.json cannot be used: it is a directory/),
  { path: 'processes.json', how: 'missing', outcome: 'starts' },
  degraded('processes.json', 'garbage', /processes\.json cannot be used: it is not JSON/),
  degraded('processes.json', 'a directory', /processes\.json cannot be used: it is a directory/),
];

/** What only the part itself sees, when it starts. */
export const seenByParts: readonly DamageCase[] = [
  degraded('signer-2/keystore.json', 'garbage', /signer 2 .*keystore\.json is not a keystore/),
  degraded('signer-2/keystore.json', 'truncated', /signer 2 .*keystore\.json is not a keystore/),
  degraded('signer-2/policy.log', 'truncated', /signer 2 .*policy file .*policy\.log/),
  degraded('signer-2/policy.log', 'garbage', /signer 2 .*line 1 of the policy file/),
  degraded('signer-2/policy.log.head', 'missing', /signer 2 .*policy file .*policy\.log/),
  degraded('signer-2/policy.log.head', 'garbage', /signer 2 .*policy file .*policy\.log/),
  refuses('stellar/network.json', 'garbage', /stellar\/network\.json cannot be read.*Restore the directory/),
  refuses('stellar/network.json', 'missing', /stellar\/network\.json is missing.*Restore the directory/),
  refuses('stellar/ledgers-0000000001.log', 'garbage', /ledgers-0000000001\.log is damaged.*Restore the directory/),
  refuses('stellar/lock', 'a directory', /stellar\/lock is no file.*Move it away/),
  refuses('bitcoin/journal.log', 'garbage', /journal\.log is not a journal/),
  refuses('bitcoin/lock', 'a directory', /bitcoin\/lock is no file.*move it away/),
  refuses('database/password', 'missing', /database\/password is missing or empty.*rebuilt from both chains/),
  refuses('database/password', 'empty', /database\/password is missing or empty.*rebuilt from both chains/),
  { path: 'database/port', how: 'garbage', outcome: 'starts' },
  { path: 'database/port', how: 'a directory', outcome: 'starts' },
  { path: 'logs/stellar.log', how: 'a directory', outcome: 'starts' },
];

/** A directory that PostgreSQL's user may pass through. */
export function openToAll(root: string): string {
  chmodSync(root, 0o711);
  return dataDirectory(root).root;
}
