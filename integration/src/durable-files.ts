import { open } from 'node:fs/promises';

export interface DurableFile {
  /** `wx`: it must not be there yet; `w`: what an interrupted attempt left is replaced. */
  flags: 'wx' | 'w';
  mode: number;
}

/** On disk when it resolves. */
export async function writeDurably(
  path: string,
  content: string | Uint8Array,
  { flags, mode }: DurableFile,
): Promise<void> {
  const file = await open(path, flags, mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name is on disk once its directory is. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
