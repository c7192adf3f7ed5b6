import { type NoteKey, parseKey, type Quorum, witnessedPath } from '@istsi/audit-log';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readJsonFile } from '../state/json-file.ts';
import type { FoundSystem } from '../system/find-running.ts';
import { witnessSettings } from '../system/witness-settings.ts';

export interface NamedWitnesses {
  /** `url`: where what it cosigned last is asked for, where that is known. */
  witnesses: readonly { key: NoteKey; url?: string }[];
  quorum: number;
}

const Services = z.looseObject({
  audit: z
    .looseObject({
      witnesses: z.array(z.object({ url: z.url(), key: z.string() })).optional(),
      quorum: z.number().optional(),
    })
    .optional(),
});

/** Those that are named here, or by the configuration of what runs in this directory; undefined where nobody is. */
export function witnessesOf(
  running: FoundSystem | undefined,
  { witness: given, quorum }: { witness?: string[]; quorum?: number },
): NamedWitnesses | undefined {
  if (given) {
    const witnesses = given.map((text) => ({ key: parseWitness(text) }));
    if (quorum !== undefined && quorum > given.length) {
      const problem = `it is ${quorum}, and there are ${given.length} witnesses`;
      throw new CliError('cli/bad-argument', { argument: '--quorum', problem });
    }
    return { witnesses, quorum: quorum ?? witnesses.length };
  }
  const configured = running && readJsonFile(running.directory.services, Services)?.audit;
  return configured && witnessSettings(configured);
}

function parseWitness(text: string): NoteKey {
  const key = parseKey(text, 'cosignature');
  if (key) return key;
  const problem = 'it is no verifier key of a witness: name+id+key';
  throw new CliError('cli/bad-argument', { argument: '--witness', problem });
}

export const quorumOf = ({ witnesses, quorum }: NamedWitnesses): Quorum => ({
  keys: witnesses.map(({ key }) => key),
  atLeast: quorum,
});

const TIMEOUT_MS = 10_000;

/** What they cosigned last of the log, where they answer: one that does not, says nothing against it. */
export async function askWitnesses(
  { witnesses }: NamedWitnesses,
  log: NoteKey,
): Promise<{ witness: NoteKey; note: string }[]> {
  const answers = await Promise.all(
    witnesses.map(async ({ key, url }) => {
      if (url === undefined) return [];
      const at = `${url.replace(/\/+$/, '')}/${witnessedPath(log.name)}`;
      const response = await fetch(at, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
      const note = response?.ok ? await response.text().catch(() => undefined) : undefined;
      return note === undefined ? [] : [{ witness: key, note }];
    }),
  );
  return answers.flat();
}
