import { openFaucet } from '../bitcoin/faucet.ts';
import type { Command } from '../context.ts';
import { bitcoinNodeOf } from '../state/endpoints.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatBtc, formatCount } from '../terminal/format.ts';

/** `istsi bitcoin send`: what a Bitcoin wallet would do, on regtest. */
export function bitcoinSend(address: string, sats: bigint): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const faucet = await openFaucet(bitcoinNodeOf(endpoints), 'istsi bitcoin send');
    const { txid, vout } = await faucet.pay(address, sats);
    const outpoint = `${txid}:${vout}`;
    context.print(
      `Sent ${formatBtc(sats)} BTC (${formatCount(sats)} sats) to ${address}\nOutput ${outpoint}, in no block yet: \`istsi bitcoin mine\` confirms it.`,
      { step: 'sent', outpoint, address, amount_sats: String(sats) },
    );
    return 0;
  };
}
