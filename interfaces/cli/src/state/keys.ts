import { z } from 'zod';
import { readJsonFile } from './json-file.ts';

const stellarSecret = z.string().regex(/^S[A-Z2-7]{55}$/, 'expected a Stellar secret key (S…)');
const secret = z.string().min(16);

const KeysFile = z.object({
  stellar: z.object({
    deployer: stellarSecret,
    superAdmin: stellarSecret,
    operator: stellarSecret,
    complianceOfficer: stellarSecret,
    channels: z.array(stellarSecret).min(1),
  }),
  /** One entry per signer: the password of its keystore, and the token that its HTTP server expects. */
  signers: z.array(z.object({ password: secret, token: secret })).min(1),
  api: z.object({ operator: secret, compliance: secret }),
  bitcoinRpcPassword: secret,
});
export type Keys = z.output<typeof KeysFile>;

export function readKeys(path: string): Keys | undefined {
  return readJsonFile(path, KeysFile);
}
