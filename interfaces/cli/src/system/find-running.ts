import { z } from 'zod';
import { CliError, isCliError } from '../errors.ts';
import { Secret } from '../settings/secret.ts';
import { type DataDirectory, dataDirectory } from '../state/data-directory.ts';
import type { Endpoints } from '../state/endpoints.ts';
import { readJsonFile } from '../state/json-file.ts';
import { type Keys, readKeys } from '../state/keys.ts';
import { lockHolder } from '../state/lock.ts';

export interface FoundSystem {
  pid: number;
  directory: DataDirectory;
  endpoints: Endpoints;
  keys: Keys;
}

/** The system that another process runs on this directory; undefined when none does, or when it is still starting. */
export function findRunning(path: string): FoundSystem | undefined {
  const directory = dataDirectory(path);
  const holder = lockHolder(directory.lock);
  const keys = holder?.endpoints && readKeys(directory.keys);
  if (!holder?.endpoints || !keys) return undefined;
  const api = configuredApiKeys(directory.services) ?? keys.api;
  return { pid: holder.pid, directory, endpoints: holder.endpoints, keys: { ...keys, api } };
}

const ApiKeys = z.looseObject({ api: z.looseObject({ keys: z.object({ operator: Secret, compliance: Secret }) }) });

/** Of what runs. Where one of them is not within reach of this shell, whoever needs it is refused by the API. */
function configuredApiKeys(services: string): Keys['api'] | undefined {
  try {
    return readJsonFile(services, ApiKeys)?.api.keys;
  } catch (error) {
    if (isCliError(error, 'cli/bad-state-file')) return undefined;
    throw error;
  }
}

export function requireRunning(path: string): FoundSystem {
  const found = findRunning(path);
  if (!found) throw new CliError('cli/not-running', { dataDirectory: dataDirectory(path).root });
  return found;
}
