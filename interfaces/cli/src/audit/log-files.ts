import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReadFile } from '@istsi/audit-log';
import { CliError, describeError } from '../errors.ts';

const TIMEOUT_MS = 60_000;
/** 256 entries of at most 64 KiB. */
const MOST_BYTES = 256 * 0x1_0002;

/** Reads the files of a log from a directory, or from a URL that has them under their names. */
export const logFiles = (place: string): ReadFile =>
  /^https?:\/\//.test(place) ? fromUrl(place.replace(/\/+$/, '')) : fromDirectory(place);

const fromDirectory =
  (directory: string): ReadFile =>
  async (path) => {
    try {
      return new Uint8Array(await readFile(join(directory, path)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  };

const fromUrl =
  (base: string): ReadFile =>
  async (path) => {
    const url = `${base}/${path}`;
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
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > MOST_BYTES)
      throw new CliError('cli/bad-argument', { argument: url, problem: 'it is far too large' });
    return bytes;
  };

/** Written whole, or not there. */
export async function writeLogFile(directory: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
}
