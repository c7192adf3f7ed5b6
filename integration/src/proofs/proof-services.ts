import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { publishedFiles } from '@istsi/reserves';
import { ProofError } from './errors.ts';
import { findProof, listProofs, type ProofView } from './proof-store.ts';
import type { ProofWorld } from './proof-world.ts';
import { type ProofOutcome, proveReserves } from './prove-reserves.ts';

/** What interfaces may ask about proofs of reserves. */
export interface ProofServices {
  /** Makes one now, if the chains allow it. */
  proveReserves(): Promise<ProofOutcome>;
  /** Newest first. */
  proofs(limit: number): Promise<ProofView[]>;
  /** By its id, or "latest". */
  proof(id: string): Promise<ProofView | undefined>;
  /** The text of one published file; undefined where there is none. */
  proofFile(id: string, file: string): Promise<string | undefined>;
}

const MOST_PROOFS = 500;

/** Without a world there is no directory to publish to: nothing is made, and nothing is there. */
export function proofServices(world: ProofWorld | undefined): ProofServices {
  async function find(id: string): Promise<ProofView | undefined> {
    if (!world) return undefined;
    const { db } = world.database;
    return id === 'latest' ? (await listProofs(db, 1))[0] : await findProof(db, id);
  }
  return {
    async proveReserves() {
      if (!world) throw new ProofError('proofs/no-directory', {});
      return await proveReserves(world);
    },
    proofs: async (limit) => (world ? await listProofs(world.database.db, Math.min(limit, MOST_PROOFS)) : []),
    proof: find,
    async proofFile(id, file) {
      // Only names from the list and ids from the database ever become part of a path.
      const proof = publishedFiles.find((name) => name === file) && (await find(id));
      if (!world || !proof) return undefined;
      try {
        return await readFile(path.join(world.settings.directory, proof.id, file), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
