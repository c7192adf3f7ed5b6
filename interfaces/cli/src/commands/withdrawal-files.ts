import { readFileSync, writeFileSync } from 'node:fs';
import { formatSigningFile, parseSigningFile } from '@istsi/signer';
import { type ApiClient, answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { CliError, problemOf } from '../errors.ts';
import { askedApi } from '../system/asked-api.ts';
import { relativePath } from '../terminal/format.ts';

/**
 * `istsi withdrawals export`: the payment for a signer that is on no network. A file named .json says which withdrawals it
 * pays, so that the signer never signs two payments of one; any other is the PSBT alone, for every tool that reads BIP-174.
 */
export function exportPayment(id: string, file: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const txid = await paymentOf(api, id);
    const { psbt, version, signatures, needed, withdrawals } = await answered(
      api.GET('/v1/payments/{txid}/psbt', { params: { path: { txid } } }),
    );
    // Never over something else: the file may be the only copy of what somebody signed.
    try {
      const bytes = Buffer.from(psbt, 'base64');
      const isJson = file.endsWith('.json');
      writeFileSync(file, isJson ? formatSigningFile({ psbt: bytes, withdrawals: withdrawals.map(promised) }) : bytes, {
        flag: 'wx',
      });
    } catch (error) {
      throw new CliError('cli/bad-argument', { argument: file, problem: problemOf(error) }, { cause: error });
    }
    context.print(
      `Wrote version ${version} of payment ${txid}\nto ${relativePath(file)}; ${signatures} of ${needed} signatures are there already.\n` +
        (signatures < needed
          ? 'Have an offline signer sign it, then `istsi withdrawals import`.'
          : 'It needs no more.'),
      { step: 'exported', txid, version, file, signatures, needed },
    );
    return 0;
  };
}

/** `istsi withdrawals import`: what the offline signer signed, verified and added to the payment. */
export function importPayment(id: string, file: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const psbt = readPsbt(file);
    const txid = await paymentOf(api, id);
    const body = { psbt: psbt.toString('base64') };
    const params = { path: { txid } };
    const { signatures, needed } = await answered(api.POST('/v1/payments/{txid}/signatures', { params, body }));
    const rest = signatures >= needed ? 'that is enough' : `${needed - signatures} more are needed`;
    context.print(`The signatures are valid. ${signatures} of ${needed} are there: ${rest}.`, {
      ...{ step: 'imported', txid, signatures, needed },
    });
    return 0;
  };
}

/** `istsi withdrawals cancel`: has the reserve spend the payment's coins itself, dearer, so that the payment never confirms. */
export function cancelPayment(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const txid = await paymentOf(api, id);
    const params = { path: { txid } };
    const cancelling = await answered(api.POST('/v1/payments/{txid}/cancellation', { params }));
    context.print(
      `Transaction ${cancelling.txid}\nis to cancel it, for ${cancelling.fee_sats} sats of the reserve's own. The withdrawal is pending again when that confirms;\n` +
        'should the payment confirm first, it is paid. `istsi withdrawals` shows which.',
      { step: 'cancelling', txid, by: cancelling.txid, fee_sats: cancelling.fee_sats },
    );
    return 0;
  };
}

/** What a signer is told of each withdrawal. */
const promised = ({ id, script, amount_sats, max_fee_sats }: Shape<'PaymentPsbt'>['withdrawals'][number]) => ({
  withdrawalId: id,
  scriptPubKey: Buffer.from(script, 'hex'),
  amountSats: BigInt(amount_sats),
  maxFeeSats: BigInt(max_fee_sats),
});

async function paymentOf(api: ApiClient, id: string): Promise<string> {
  const { state, bitcoin_transaction } = await answered(api.GET('/v1/withdrawals/{id}', { params: { path: { id } } }));
  if (bitcoin_transaction) return bitcoin_transaction;
  throw new CliError('cli/bad-argument', { argument: id, problem: `no payment is planned for it yet; it is ${state}` });
}

/** As any tool writes it, or in our own JSON form. */
function readPsbt(file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CliError('cli/bad-argument', { argument: file, problem: problemOf(error) }, { cause: error });
  }
  const psbt = parseSigningFile(bytes)?.psbt;
  if (psbt) return Buffer.from(psbt);
  const problem = 'this is not a PSBT (BIP-174), binary, base64 or hexadecimal';
  throw new CliError('cli/bad-argument', { argument: file, problem });
}
