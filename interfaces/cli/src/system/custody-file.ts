import { z } from 'zod';
import type { DataDirectory } from '../state/data-directory.ts';
import { readJsonFile } from '../state/json-file.ts';

const CustodyShape = z.object({
  /** 2-of-3 of the signers' Bitcoin accounts, of every epoch, oldest first. */
  descriptors: z.array(z.string()).min(1),
  /** The signers' Stellar addresses, which the reserve manager knows as custodians. */
  custodians: z.array(z.string()).min(1),
});
export type Custody = z.output<typeof CustodyShape>;

/** Before custody had epochs, the file named its one descriptor. */
const CustodyFile = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || !('descriptor' in value)) return value;
  const { descriptor, ...rest } = value;
  return { descriptors: [descriptor], ...rest };
}, CustodyShape);

export function readCustody(directory: DataDirectory): Custody | undefined {
  const cure = 'Restore it from a backup, or move it away: it is then worked out from the signers’ keystores';
  return readJsonFile(directory.custody, CustodyFile, cure);
}
