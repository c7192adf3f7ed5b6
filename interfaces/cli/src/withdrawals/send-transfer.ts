import type { Keypair } from '@stellar/stellar-sdk';
import { type ApiClient, answered } from '../api/client.ts';
import { CliError } from '../errors.ts';
import { signCall } from './envelope.ts';
import { sendUntilDecided } from './request-withdrawal.ts';
import { prepareEither, sendSponsored, signAuthorization } from './sponsored.ts';

export interface TransferOrder {
  key: Keypair;
  to: string;
  amountSats: bigint;
  /** Somebody else pays the fee, even where the account could. */
  sponsored?: boolean | undefined;
}

/** Has the transfer prepared, signs it here, and sends it until the network has decided. Answers its transaction. */
export async function sendTransfer(
  api: ApiClient,
  token: string,
  { key, to, amountSats, sponsored }: TransferOrder,
): Promise<string> {
  const from = key.publicKey();
  const body = { from, to, amount_sats: String(amountSats) };
  const either = await prepareEither(
    sponsored,
    () => answered(api.POST('/v1/transfers/prepare', { body })),
    () => answered(api.POST('/v1/sponsorship/transfers/prepare', { body })),
  );
  const call = { source: from, contract: token, entry: 'transfer', args: [from, to, amountSats] };
  const open = (transaction: string) => (problem: string) =>
    new CliError('cli/transfer-open', { transaction, problem });
  if ('sponsored' in either) {
    const authorization = await signAuthorization(either.sponsored, call, key);
    const send = () => sendSponsored(api, authorization);
    return (await sendUntilDecided('', send, open('of the sponsor'))).stellar_transaction;
  }
  const { envelope: unsigned, network_passphrase, stellar_transaction } = either.own;
  const envelope = signCall(unsigned, network_passphrase, call, key);
  return await sendUntilDecided(
    stellar_transaction,
    async () => {
      const { state, note } = await answered(api.POST('/v1/transfers', { body: { envelope } }));
      return { done: state === 'done' ? stellar_transaction : null, note };
    },
    open(stellar_transaction),
  );
}
