import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type PublishedProof, textsOf } from '@istsi/reserves';
import { syncDirectory, writeDurably } from '../durable-files.ts';

/** Writes all files of a proof, or none: a directory of that name is complete. One that is there already is kept. */
export async function writeProof(directory: string, id: string, proof: PublishedProof): Promise<string> {
  await mkdir(directory, { recursive: true });
  const unfinished = await mkdtemp(path.join(directory, '.unfinished-'));
  try {
    for (const [name, text] of Object.entries(textsOf(proof)))
      await writeDurably(path.join(unfinished, name), text, { flags: 'wx', mode: 0o644 });
    const target = path.join(directory, id);
    await rename(unfinished, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    await syncDirectory(directory);
    return target;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
