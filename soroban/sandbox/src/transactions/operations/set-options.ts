import { xdr } from '@stellar/stellar-sdk';
import type { AccountEntry } from '../../host/boundary.ts';
import { readAccount, writeAccount } from '../../ledger/state.ts';
import { signerKeyText } from '../account-keys.ts';
import { minimumBalance } from '../validity.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const MAX_SIGNERS = 20;
const MAX_WEIGHT = 255;
/** Authorization required, revocable, immutable, clawback enabled. */
const KNOWN_FLAGS = 0xf;
const REVOCABLE = 0x2;
const IMMUTABLE = 0x4;
const CLAWBACK = 0x8;

type Refusal = { refused: xdr.SetOptionsResult };

const result = (inner: xdr.SetOptionsResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.setOptions(inner));

/**
 * Sets thresholds, weights, signers, flags and home domain of an account. The inflation destination is ignored, and
 * signed payloads (CAP-40) are refused as signers of accounts; transactions may name them as extra signers.
 */
export function setOptions(operation: xdr.SetOptionsOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  const account = readAccount(overlay, source)!;
  const refused = checkOptions(operation, account);
  if (refused !== undefined) return fail(result(refused));

  const withFlags = { ...account, flags: nextFlags(operation, account.flags) };
  if ((withFlags.flags & CLAWBACK) !== 0 && (withFlags.flags & REVOCABLE) === 0) {
    return fail(result(xdr.SetOptionsResult.setOptionsAuthRevocableRequired()));
  }
  const domain = operation.homeDomain === null ? account.homeDomain : operation.homeDomain.toString();
  const changed = { ...withFlags, homeDomain: domain, thresholds: nextThresholds(operation, account.thresholds) };
  const signed = operation.signer === null ? changed : changeSigner(changed, operation.signer);
  if ('refused' in signed) return fail(result(signed.refused));
  writeAccount(overlay, signed, ledger.sequence);
  return succeed(result(xdr.SetOptionsResult.setOptionsSuccess()));
}

function checkOptions(operation: xdr.SetOptionsOp, account: AccountEntry): xdr.SetOptionsResult | undefined {
  const R = xdr.SetOptionsResult;
  const set = operation.setFlags ?? 0;
  const clear = operation.clearFlags ?? 0;
  if (((set | clear) & ~KNOWN_FLAGS) !== 0) return R.setOptionsUnknownFlag();
  if ((set & clear) !== 0) return R.setOptionsBadFlags();
  if ((set | clear) !== 0 && (account.flags & IMMUTABLE) !== 0) return R.setOptionsCantChange();
  const weights = [operation.masterWeight, operation.lowThreshold, operation.medThreshold, operation.highThreshold];
  if (weights.some((weight) => (weight ?? 0) > MAX_WEIGHT)) return R.setOptionsThresholdOutOfRange();
  const signer = operation.signer;
  if (signer !== null) {
    const isPayload = signer.key.type === 'signerKeyTypeEd25519SignedPayload';
    const isMaster = signerKeyText(signer.key) === account.accountId;
    if (isPayload || isMaster || signer.weight > MAX_WEIGHT) return R.setOptionsBadSigner();
  }
  return undefined;
}

function nextFlags({ setFlags, clearFlags }: xdr.SetOptionsOp, flags: number): number {
  return (flags & ~(clearFlags ?? 0)) | (setFlags ?? 0);
}

function nextThresholds(operation: xdr.SetOptionsOp, now: AccountEntry['thresholds']): AccountEntry['thresholds'] {
  return [
    operation.masterWeight ?? now[0],
    operation.lowThreshold ?? now[1],
    operation.medThreshold ?? now[2],
    operation.highThreshold ?? now[3],
  ];
}

function changeSigner(account: AccountEntry, signer: xdr.Signer): AccountEntry | Refusal {
  const key = signerKeyText(signer.key);
  const others = account.signers.filter((known) => known.key !== key);
  const known = others.length < account.signers.length;
  if (signer.weight === 0) {
    return known ? { ...account, signers: others, subEntries: account.subEntries - 1 } : account;
  }
  const signers = [...others, { key, weight: signer.weight }].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (known) return { ...account, signers };
  if (others.length >= MAX_SIGNERS) return { refused: xdr.SetOptionsResult.setOptionsTooManySigners() };
  const subEntries = account.subEntries + 1;
  if (account.balance - account.sellingLiabilities < minimumBalance(subEntries)) {
    return { refused: xdr.SetOptionsResult.setOptionsLowReserve() };
  }
  return { ...account, signers, subEntries };
}
