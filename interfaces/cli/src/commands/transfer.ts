import { openNetwork } from '@istsi/soroban-client';
import { openApi } from '../api/client.ts';
import type { Command } from '../context.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { requireRunning } from '../system/find-running.ts';
import { fundWhereFree } from '../system/free-lumens.ts';
import { readManifest } from '../system/manifest-file.ts';
import { runStep } from '../system/steps.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { sendTransfer } from '../withdrawals/send-transfer.ts';
import { userKey } from '../withdrawals/user-key.ts';

export interface TransferOptions {
  user?: string;
  to: string;
  amount: bigint;
  sponsored?: boolean;
}

/** `istsi transfer`: iSTSi to somebody else, with the key staying here. */
export function transfer({ user, to, amount, sponsored }: TransferOptions): Command {
  return async ({ configuration, reporter }) => {
    const key = userKey(dataDirectory(configuration.dataDirectory), user, configuration.userSecret);
    const { directory, endpoints } = requireRunning(configuration.dataDirectory);
    const network = openNetwork({ rpcUrl: endpoints.stellarRpcUrl, networkPassphrase: endpoints.networkPassphrase });
    if (!sponsored) await fundWhereFree(network, endpoints, key.publicKey());
    const token = readManifest(directory.manifest).contracts['istsi-token'].id;
    await runStep(reporter, 'transfer', async (update) => {
      update('preparing, signing, sending');
      const order = { key, to, amountSats: amount, sponsored };
      const transaction = await sendTransfer(openApi(endpoints.apiUrl), token, order);
      return {
        value: undefined,
        detail: `${formatCount(amount)} iSTSi of ${shorten(key.publicKey(), 4, 4)} to ${shorten(to, 4, 4)}`,
        facts: { from: key.publicKey(), to, amount_sats: String(amount), stellar_transaction: transaction },
      };
    });
    return 0;
  };
}
