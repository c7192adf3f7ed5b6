import { openNetwork } from '@istsi/soroban-client';
import { openApi, type Shape } from '../api/client.ts';
import { follow } from '../api/follow.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { requireRunning } from '../system/find-running.ts';
import { fundWhereFree } from '../system/free-lumens.ts';
import { readManifest } from '../system/manifest-file.ts';
import { runStep } from '../system/steps.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { withdrawalDetails } from '../withdrawals/describe.ts';
import { requestWithdrawal } from '../withdrawals/request-withdrawal.ts';
import { userKey } from '../withdrawals/user-key.ts';

export interface WithdrawOptions {
  user?: string;
  amount: bigint;
  to: string;
  maxFee?: bigint;
  sponsored?: boolean;
  wait: boolean;
}

/** States in which nothing more happens until somebody mines, or at all. */
const RESTING = ['broadcast', 'confirming', 'completed', 'settled', 'refunded'];

/** `istsi withdraw`: what a wallet would do, with the key staying here. */
export function withdraw({ user, amount, to, maxFee, sponsored, wait }: WithdrawOptions): Command {
  return async (context) => {
    const { configuration, reporter, colours } = context;
    const key = userKey(dataDirectory(configuration.dataDirectory), user, configuration.userSecret);
    const { directory, endpoints } = requireRunning(configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    // Test money for the fee of the user's own transaction; on the embedded network everybody gets some.
    const network = openNetwork({ rpcUrl: endpoints.stellarRpcUrl, networkPassphrase: endpoints.networkPassphrase });
    if (!sponsored) await fundWhereFree(network, endpoints, key.publicKey());
    const router = readManifest(directory.manifest).contracts['integration-router'].id;

    const requested = await runStep(reporter, 'burn', async (update) => {
      update('preparing, signing, sending');
      const order = { key, amountSats: amount, bitcoinAddress: to, maxFeeSats: maxFee, sponsored };
      const withdrawal = await requestWithdrawal(api, router, order);
      return {
        value: withdrawal,
        detail: `${formatCount(amount)} iSTSi of ${shorten(key.publicKey(), 4, 4)}; the reserve owes the bitcoin`,
        facts: { id: withdrawal.id },
      };
    });
    const shown = wait ? await awaitBroadcast(requested.id) : requested;
    reporter.say();
    reporter.say(withdrawalDetails(colours, shown));
    reporter.say();
    if (shown.state === 'broadcast')
      reporter.say(
        colours.faint(
          `  \`istsi bitcoin mine\` confirms it; \`istsi withdrawals ${shorten(shown.id, 8, 4)}\` shows it`,
        ),
      );
    reporter.facts('withdrawal', { ...shown, refusal: shown.refusal });
    return 0;

    async function awaitBroadcast(id: string): Promise<Shape<'Withdrawal'>> {
      return await runStep(reporter, 'payment', async (update) => {
        const reached = await follow<Shape<'Withdrawal'>>(
          endpoints.apiUrl,
          '/v1/withdrawals/{id}/events',
          id,
          ({ state, refusal }) => {
            update(refusal ? `${state}: ${refusal.message}` : state);
            return RESTING.includes(state);
          },
        );
        if (!reached)
          throw new CliError('cli/api-unreachable', { url: endpoints.apiUrl, problem: 'the stream ended at once' });
        const detail =
          reached.state === 'refunded'
            ? 'given back'
            : `on the Bitcoin network, fee ${formatCount(BigInt(reached.fee_sats ?? 0))} sats`;
        return {
          value: reached,
          detail,
          facts: { state: reached.state, bitcoin_transaction: reached.bitcoin_transaction },
        };
      });
    }
  };
}
