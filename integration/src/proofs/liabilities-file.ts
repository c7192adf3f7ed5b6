import { createHash, createHmac, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createLiabilityTree, type Liability, type LiabilityTree, proveInclusion } from '@istsi/bitcoin-custody';
import { type InclusionFile, inclusionFile, type OffChainLiabilities, Sats } from '@istsi/reserves';
import { ProofError } from './errors.ts';

/**
 * Where balances that are owed off chain come from: a file with one `{"id": "…", "balance_sats": "…"}` a line. The secret
 * gives every account its nonce, anew for each content of the file; nonces are told to the accounts' owners only.
 */
export interface LiabilitiesSource {
  file: string;
  secretFile: string;
}

const SECRET_BYTES = 32;
const NONCE_BYTES = 16;

/** The root to be published; null while there is no such file. */
export async function offChainLiabilities(source: LiabilitiesSource): Promise<OffChainLiabilities | null> {
  if (!existsSync(source.file)) return null;
  const { root, sumSats, accounts } = (await buildTree(source)).tree;
  return accounts === 0 ? null : { accounts, sum_sats: String(sumSats), root };
}

/** What one account's owner is given; undefined for an account that is not in the file. */
export async function proveAccount(source: LiabilitiesSource, id: string): Promise<InclusionFile | undefined> {
  const { tree, found } = await buildTree(source, id);
  return found && inclusionFile(proveInclusion(tree, found.index, found.liability));
}

interface Found {
  index: number;
  liability: Liability;
}

/** Reads the file line by line, so that a million accounts need no more memory than their tree. */
async function buildTree(source: LiabilitiesSource, wanted?: string): Promise<{ tree: LiabilityTree; found?: Found }> {
  const secret = loadSecret(source.secretFile);
  const digest = await digestOf(source.file);
  const builder = createLiabilityTree();
  let found: Found | undefined;
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(source.file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    if (text.trim() === '') continue;
    const { id, balanceSats } = parseLine(text, source.file, line);
    const nonce = createHmac('sha256', secret).update(digest).update(id).digest().subarray(0, NONCE_BYTES);
    const liability = { id, balanceSats, nonce };
    const index = builder.add(liability);
    if (id === wanted) found = { index, liability };
  }
  return { tree: builder.finish(), ...(found && { found }) };
}

async function digestOf(file: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest();
}

function parseLine(text: string, file: string, line: number): { id: string; balanceSats: bigint } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProofError('proofs/liabilities-file', { file, line, reason: 'it is not JSON' }, { cause });
  }
  const { id, balance_sats } = (value ?? {}) as Record<string, unknown>;
  const sats = Sats.safeParse(balance_sats);
  if (typeof id !== 'string' || !sats.success) {
    throw new ProofError('proofs/liabilities-file', {
      file,
      line,
      reason: 'write {"id": "…", "balance_sats": "<satoshis>"}',
    });
  }
  return { id, balanceSats: BigInt(sats.data) };
}

/** Made on first use, readable by the owner only. Lost, the accounts of earlier proofs can no longer be proved. */
function loadSecret(file: string): Buffer {
  if (existsSync(file)) return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  const secret = randomBytes(SECRET_BYTES);
  const descriptor = openSync(file, 'wx', 0o600);
  writeSync(descriptor, `${secret.toString('hex')}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  return secret;
}
