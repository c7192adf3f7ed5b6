import { CliError } from '../errors.ts';
import { type DataDirectory, dataDirectory } from '../state/data-directory.ts';
import type { Endpoints } from '../state/endpoints.ts';
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
  return holder?.endpoints && keys ? { pid: holder.pid, directory, endpoints: holder.endpoints, keys } : undefined;
}

export function requireRunning(path: string): FoundSystem {
  const found = findRunning(path);
  if (!found) throw new CliError('cli/not-running', { dataDirectory: dataDirectory(path).root });
  return found;
}
