import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublishedFile, VerifyReservesOptions } from '@istsi/reserves';
import { CliError, describeError } from '../errors.ts';

const TIMEOUT_MS = 60_000;
/** A history of a million changes has less. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Reads the published files from a directory, or from a URL that has them under their names. */
export function publishedSource(place: string): VerifyReservesOptions['read'] {
  return /^https?:\/\//.test(place) ? fromUrl(place.replace(/\/+$/, '')) : fromDirectory(place);
}

const fromDirectory =
  (directory: string) =>
  async (name: PublishedFile): Promise<string | undefined> => {
    try {
      return await readFile(join(directory, name), 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  };

const fromUrl =
  (base: string) =>
  async (name: PublishedFile): Promise<string | undefined> => {
    const url = `${base}/${name}`;
    let response: Response;
    try {
      response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      const problem = describeError((error as Error).cause ?? error);
      throw new CliError('cli/api-unreachable', { url, problem }, { cause: error });
    }
    if (response.status === 404) return undefined;
    if (!response.ok)
      throw new CliError('cli/api-refused', { status: response.status, title: response.statusText, detail: url });
    const text = await response.text();
    if (text.length > MOST_BYTES)
      throw new CliError('cli/bad-argument', { argument: url, problem: 'it is far too large' });
    return text;
  };
