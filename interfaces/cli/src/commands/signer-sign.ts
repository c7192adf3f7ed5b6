import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { silentLog } from '@istsi/bitcoin-custody';
import {
  attestorAddress,
  createTransactionSigner,
  defaultSigningPolicy,
  openPolicyLog,
  openSignerWorld,
  ownAccount,
  parseSigningFile,
  reviewFile,
  type SigningFile,
  type SpendReview,
  signReviewed,
} from '@istsi/signer';
import type { Command, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { readManifest } from '../system/manifest-file.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { FileSigningConfig, openKeys, parseDescriptors, rulesIn } from '../system/signer-config.ts';
import { formatBtc } from '../terminal/format.ts';

export interface SignFileOptions {
  config: string;
  out?: string;
  yes?: true;
}

/** `istsi signer sign`: a PSBT from a file, signed into another file, for a machine that no network reaches. */
export function signerSign(path: string, options: SignFileOptions): Command {
  return async (context) => {
    const config = readPartConfig(options.config, FileSigningConfig);
    const bytes = readFileSync(path);
    const file = parseSigningFile(bytes);
    if (!file) throw new CliError('cli/bad-argument', { argument: path, problem: 'it holds no PSBT' });
    const rules = { ...defaultSigningPolicy, ...rulesIn(config) };
    const review = reviewFile(parseDescriptors(config), rules, file);
    if (!review.ok) throw new CliError('cli/signing-refused', { code: review.code, reason: review.reason });
    const online = onlineFacts(config);
    showReview(context, review, online !== undefined);
    if (!options.yes && !(await isConfirmed())) {
      context.print('Nothing was signed.', { step: 'signer-sign', signed: false });
      return 1;
    }
    const signed = await signFile(config, file, review, online);
    const out = options.out ?? `${path}.signed`;
    const isBinary = bytes.subarray(0, 5).equals(Buffer.from('psbt\xff', 'latin1'));
    writeFileSync(out, isBinary ? signed : `${Buffer.from(signed).toString('base64')}\n`, { mode: 0o600 });
    context.print(`Signed: ${out}`, { step: 'signer-sign', signed: true, txid: review.spend.txid, out });
    return 0;
  };
}

interface OnlineFacts {
  stellar: { rpcUrl: string };
  bitcoin: FileSigningConfig['bitcoin'] & { rpcUrl: string };
  manifest: ReturnType<typeof readManifest>;
}

/** All of them or none: half a check would look like a whole one. */
function onlineFacts({ stellar, bitcoin, manifest }: FileSigningConfig): OnlineFacts | undefined {
  const { rpcUrl } = bitcoin;
  if (!stellar || rpcUrl === undefined || manifest === undefined) return undefined;
  return { stellar, bitcoin: { ...bitcoin, rpcUrl }, manifest: readManifest(manifest) };
}

async function signFile(
  config: FileSigningConfig,
  file: SigningFile,
  review: SpendReview,
  online: OnlineFacts | undefined,
): Promise<Uint8Array> {
  const keystore = await openKeys(config);
  const descriptors = parseDescriptors(config);
  try {
    if (online) {
      const options = { ...online, descriptors, keystore, policyFile: config.journal, rules: rulesIn(config) };
      const world = await openSignerWorld({ ...options, log: silentLog });
      const answer = await createTransactionSigner(world).sign(file.psbt);
      world.policy.close();
      if (!answer.ok) throw new CliError('cli/signing-refused', { code: answer.code, reason: answer.reason });
      return answer.psbt;
    }
    const accounts = await Promise.all(descriptors.map((descriptor) => ownAccount(keystore, descriptor)));
    const limits = { ...defaultSigningPolicy, ...rulesIn(config) };
    const policy = await openPolicyLog({ file: config.journal, address: await attestorAddress(keystore), limits });
    const answer = await signReviewed({ epochs: descriptors, accounts, keystore, policy }, review, file);
    policy.close();
    if ('code' in answer) throw new CliError('cli/signing-refused', { code: answer.code, reason: answer.reason });
    return answer;
  } finally {
    keystore.close();
  }
}

function showReview(context: Context, review: SpendReview, isOnline: boolean): void {
  const { spend, inputs, inSats, payments, changeSats, feeSats, satsPerVbyte, epoch, unchecked } = review;
  const lines = [
    `Bitcoin transaction ${spend.txid}`,
    `  spends   ${formatBtc(inSats)} of this custody, in ${inputs} ${inputs === 1 ? 'output' : 'outputs'}`,
    ...payments.map(
      ({ address, sats, withdrawalId }) =>
        `  pays     ${formatBtc(sats)} to ${address}${withdrawalId ? `, for withdrawal ${withdrawalId}` : ''}`,
    ),
    `  returns  ${formatBtc(changeSats)} to the reserve of epoch ${epoch}`,
    `  fee      ${feeSats} sats, ${satsPerVbyte} sat/vB`,
    ...(isOnline
      ? ['Everything else is checked on both nodes before it is signed.']
      : ['NOT checked, because no nodes are configured here:', ...unchecked.map((what) => `  - ${what}`)]),
  ];
  context.print(lines.join('\n'), {
    step: 'signer-review',
    txid: spend.txid,
    payments: payments.map(({ address, sats, withdrawalId }) => ({
      address,
      sats: String(sats),
      withdrawal: withdrawalId,
    })),
    change_sats: String(changeSats),
    fee_sats: String(feeSats),
    unchecked: isOnline ? [] : unchecked,
  });
}

/** A person at the terminal has to type it; without one, `--yes` is the only way. */
async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CliError('cli/bad-argument', { argument: '--yes', problem: 'needed where nobody can be asked' });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Sign it? Type yes: ');
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}
