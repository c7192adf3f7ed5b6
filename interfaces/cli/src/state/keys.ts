import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { readJsonFile } from './json-file.ts';

const stellarSecret = z.string().regex(/^S[A-Z2-7]{55}$/, 'expected a Stellar secret key (S…)');
const secret = z.string().min(16);

const KeysShape = z.object({
  stellar: z.object({
    deployer: stellarSecret,
    /** The address alone. Its key is in a file of its own, which nothing that runs ever opens. */
    superAdmin: z.string().refine(StrKey.isValidEd25519PublicKey, 'expected a Stellar address (G…)'),
    operator: stellarSecret,
    complianceOfficer: stellarSecret,
    /** Absent in a system from before there was one. */
    guardian: stellarSecret.optional(),
    channels: z.array(stellarSecret).min(1),
    /** Each reports prices to the oracle. Absent in a system from before there was one. */
    reporters: z.array(stellarSecret).length(3).optional(),
    /** Signs challenges of SEP-10. Absent in a file of before. */
    webAuth: stellarSecret.optional(),
    /** Pay for holders without lumens, and have no other use. Absent in a file of before, until the next start. */
    sponsors: z.array(stellarSecret).min(1).optional(),
    /** Signs the audit log. Absent in what was made before there was one, until the next start. */
    audit: stellarSecret.optional(),
    /** Writes the audit log's checkpoints on Stellar, and nothing else. Absent in a file of before, until the next start. */
    auditAnchor: stellarSecret.optional(),
    /** Cosigns the audit log as its witness, which the guardian is. Absent in a file of before, until the next start. */
    witness: stellarSecret.optional(),
  }),
  /** One entry per signer: the password of its keystore, and the token that its HTTP server expects. */
  signers: z.array(z.object({ password: secret, token: secret })),
  /** What customers' data is kept under, newest first. Absent in a file of before. */
  customers: z.array(secret).min(1).optional(),
  api: z.object({ operator: secret, compliance: secret }),
  bitcoinRpcPassword: secret,
});
export type Keys = z.output<typeof KeysShape>;

/** What the file held before governance had one of its own: read as what it has become. */
const KeysFile = z.preprocess((value) => {
  const secret = superAdminSecretIn(value);
  if (secret === undefined) return value;
  const keys = value as { stellar: object };
  return { ...keys, stellar: { ...keys.stellar, superAdmin: Keypair.fromSecret(secret).publicKey() } };
}, KeysShape);

/** A Super Admin's secret key in the content of a file from before; undefined in any other. */
export function superAdminSecretIn(value: unknown): string | undefined {
  const found = z.object({ stellar: z.object({ superAdmin: z.string() }) }).safeParse(value).data?.stellar.superAdmin;
  return found !== undefined && StrKey.isValidEd25519SecretSeed(found) ? found : undefined;
}

export function readKeys(path: string): Keys | undefined {
  return readJsonFile(path, KeysFile);
}
