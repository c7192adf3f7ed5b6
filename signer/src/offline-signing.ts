import {
  type AuthorizedPayment,
  addressOfScript,
  type Epochs,
  netPayments,
  overLimit,
  parseObject,
  previousOutput,
  verifyProposal,
} from '@istsi/bitcoin-custody';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, describeFacts, refuse } from './refusals.ts';
import { checkDestinations, type SigningPolicy } from './signing-policy.ts';
import { readSpend, type Spend, signSpend, spendFacts } from './spend.ts';

/** What is carried to a machine without a network: a PSBT, alone or with what the chain says it is for. */
export interface SigningFile {
  psbt: Uint8Array;
  /** At their gross amounts, in the order of the outputs. */
  withdrawals?: AuthorizedPayment[];
}

/** What a transaction does, as far as it can be known without asking anybody. */
export interface SpendReview {
  ok: true;
  spend: Spend;
  inputs: number;
  inSats: bigint;
  payments: { address: string; sats: bigint; withdrawalId: string | undefined }[];
  /** What comes back to the reserve. */
  changeSats: bigint;
  feeSats: bigint;
  satsPerVbyte: number;
  epoch: number;
  /** In plain words: what only a signer with nodes of its own can know. */
  unchecked: string[];
}

const FORMAT = 'istsi-signing-file';
const PSBT_MAGIC = Buffer.from('psbt\xff', 'latin1');

/** The JSON form, for a file that says what it is for. */
export const formatSigningFile = ({ psbt, withdrawals = [] }: SigningFile): string =>
  `${JSON.stringify(
    {
      format: FORMAT,
      version: 1,
      psbt: Buffer.from(psbt).toString('base64'),
      withdrawals: withdrawals.map(({ withdrawalId, scriptPubKey, amountSats, maxFeeSats }) => ({
        id: withdrawalId,
        script: Buffer.from(scriptPubKey).toString('hex'),
        amount_sats: String(amountSats),
        max_fee_sats: String(maxFeeSats),
      })),
    },
    null,
    2,
  )}\n`;

/** A PSBT as it is, in base64 or hexadecimal (BIP-174), or in the JSON form. Undefined for anything else. */
export function parseSigningFile(bytes: Uint8Array): SigningFile | undefined {
  const psbt = readPsbt(bytes);
  if (psbt) return { psbt };
  const json = parseObject(Buffer.from(bytes).toString('utf8').trim());
  if (!json) return undefined;
  const file = json.format === FORMAT && json.version === 1 ? psbtIn(json.psbt) : undefined;
  const withdrawals = Array.isArray(json.withdrawals) ? json.withdrawals.map(withdrawalIn) : [undefined];
  const known = withdrawals.filter((one) => one !== undefined);
  return file && known.length === withdrawals.length ? { ...file, withdrawals: known } : undefined;
}

/** As tools write it: binary, base64 or hexadecimal, in lines or not. Undefined for anything else. */
export function readPsbt(bytes: Uint8Array): Buffer | undefined {
  const isPsbt = (one: Buffer): boolean => one.subarray(0, PSBT_MAGIC.length).equals(PSBT_MAGIC);
  const binary = Buffer.from(bytes);
  if (isPsbt(binary)) return binary;
  const text = binary.toString('latin1').replace(/\s/g, '');
  const isHex = /^(?:[0-9a-fA-F]{2})+$/.test(text);
  const decoded = Buffer.from(text, isHex ? 'hex' : 'base64');
  return isPsbt(decoded) ? decoded : undefined;
}

function psbtIn(text: unknown): { psbt: Uint8Array } | undefined {
  const psbt = typeof text === 'string' ? readPsbt(Buffer.from(text, 'latin1')) : undefined;
  return psbt && { psbt };
}

function withdrawalIn(value: unknown): AuthorizedPayment | undefined {
  const { id, script, amount_sats, max_fee_sats } = (value ?? {}) as Record<string, unknown>;
  const isSats = (text: unknown): text is string => typeof text === 'string' && /^\d{1,16}$/.test(text);
  const isHex = (text: unknown): text is string => typeof text === 'string' && /^(?:[0-9a-f]{2})+$/.test(text);
  if (!isHex(id) || !isHex(script) || !isSats(amount_sats) || !isSats(max_fee_sats)) return undefined;
  const scriptPubKey = Buffer.from(script, 'hex');
  return { withdrawalId: id, scriptPubKey, amountSats: BigInt(amount_sats), maxFeeSats: BigInt(max_fee_sats) };
}

/** Checks all that descriptors and limits can tell, and says what that leaves open. */
export function reviewFile(epochs: Epochs, rules: SigningPolicy, file: SigningFile): SpendReview | AttestationRefusal {
  const spend = readSpend(epochs, file.psbt);
  if (!spend.ok) return spend;
  const { proposal, feeSats } = spend;
  const gross = file.withdrawals;
  const paid = proposal.outputs.filter(({ change }) => !change);
  const payments = gross
    ? netPayments(gross, feeSats)
    : paid.map(({ scriptPubKey, amountSats }, i) => ({ withdrawalId: `${spend.txid}:${i}`, scriptPubKey, amountSats }));
  const { mostFeeSats, mostSatsPerKvb, mostInputs } = rules;
  const limits = { mostFeeSats, mostSatsPerKvb, mostInputs, changeLanes: 1, tipHeight: 0 };
  const check = verifyProposal(proposal, { epochs, payments, ...limits });
  if (!check.ok) return refuse('attestation/proposal', describeFacts(check.reason));
  const [over] = overLimit(gross ?? [], feeSats);
  if (over) return refuse('attestation/proposal', `${over.withdrawalId} would bear more of the fee than was accepted`);
  const destination = checkDestinations(spend, payments.length, rules);
  if (destination) return destination;
  const network = epochs[0]!.network;
  return {
    ok: true,
    spend,
    inputs: proposal.inputs.length,
    inSats: proposal.inputs.reduce((sum, input) => sum + (previousOutput(input)?.amountSats ?? 0n), 0n),
    payments: payments.map(({ scriptPubKey, amountSats, withdrawalId }) => ({
      address: addressOfScript(scriptPubKey, network) ?? Buffer.from(scriptPubKey).toString('hex'),
      sats: amountSats,
      withdrawalId: gross && withdrawalId,
    })),
    changeSats: proposal.outputs.reduce((sum, { change, amountSats }) => (change ? sum + amountSats : sum), 0n),
    feeSats,
    satsPerVbyte: Number((feeSats * 100n) / BigInt(Math.ceil(check.weight / 4))) / 100,
    epoch: epochs.length - 1,
    unchecked: [
      'that the reserve contract authorized this transaction',
      gross
        ? 'that the withdrawals are on Stellar as the file says'
        : 'which withdrawals it pays, and whether they exist',
      'that what it spends is unspent and buried deep enough',
      ...(gross ? [] : ['that no other transaction was signed for the same withdrawals']),
    ],
  };
}

/** Remembers and signs, as a signer with nodes does after its checks. */
export async function signReviewed(
  signer: Pick<SignerWorld, 'epochs' | 'accounts' | 'keystore' | 'policy'>,
  { spend, epoch }: SpendReview,
  file: SigningFile,
): Promise<Uint8Array | AttestationRefusal> {
  const outputs = spend.proposal.outputs.filter(({ change }) => !change);
  const withdrawals = file.withdrawals
    ? file.withdrawals.map(({ withdrawalId, amountSats }) => ({ id: withdrawalId, amountSats }))
    : outputs.map(({ amountSats }, i) => ({ id: `${spend.txid}:${i}`, amountSats }));
  const conflict = signer.policy.admit({ kind: 'signature', ...spendFacts(spend, withdrawals, epoch) });
  return conflict ?? (await signSpend(signer, spend));
}
