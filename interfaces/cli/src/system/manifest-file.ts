import type { Manifest } from '@istsi/integration';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readJsonFile } from '../state/json-file.ts';

const Deployed = z.object({ id: z.string(), wasmHash: z.string() });
export const ManifestFile = z.object({
  networkPassphrase: z.string(),
  deployer: z.string(),
  label: z.string(),
  contracts: z.object({
    'integration-router': Deployed,
    'kyc-registry': Deployed,
    'istsi-token': Deployed,
    'reserve-manager': Deployed,
  }),
}) satisfies z.ZodType<Manifest>;

/** Where the contracts are, as `istsi deploy` and `istsi up` wrote it. */
export function readManifest(path: string): Manifest {
  const manifest = readJsonFile(path, ManifestFile);
  if (manifest) return manifest;
  const problem = 'there is no such file; deploy the contracts first, with `istsi deploy` or `istsi up`';
  throw new CliError('cli/bad-argument', { argument: `manifest ${path}`, problem });
}
