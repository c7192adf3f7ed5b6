import { readSecret } from '../settings/secret.ts';
import type { SystemSettings } from '../settings/system-settings.ts';

/** Of the database that the settings name; undefined: the one of the directory. */
export function databaseUrl({ database }: SystemSettings): string | undefined {
  const url = database?.url;
  return url === undefined || typeof url === 'string' ? url : readSecret(url);
}
