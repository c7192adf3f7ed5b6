import { openFaucet } from '../bitcoin/faucet.ts';
import type { Command } from '../context.ts';
import { bitcoinNodeOf } from '../state/endpoints.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatBtc, formatCount } from '../terminal/format.ts';

/** `istsi bitcoin balance`: what the regtest wallet holds, or what arrived at an address. */
export function bitcoinBalance(address: string | undefined): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const faucet = await openFaucet(bitcoinNodeOf(endpoints), 'istsi bitcoin balance');
    const sats = address === undefined ? await faucet.balance() : await faucet.received(address);
    const what = address === undefined ? 'the regtest wallet can spend' : `unspent at ${address}`;
    const facts = { step: 'balance', amount_sats: String(sats), ...(address === undefined ? {} : { address }) };
    context.print(`${formatBtc(sats)} BTC (${formatCount(sats)} sats) ${what}`, facts);
    return 0;
  };
}

/** `istsi bitcoin newaddress`: somewhere to withdraw to. */
export function bitcoinNewAddress(): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const faucet = await openFaucet(bitcoinNodeOf(endpoints), 'istsi bitcoin newaddress');
    const address = await faucet.newAddress();
    context.print(address, { step: 'newaddress', address });
    return 0;
  };
}
