import { formatDescriptor, multisigDescriptor, type NetworkName, networks } from '@istsi/bitcoin-custody';
import type { Command } from '../context.ts';
import { parseAccountKey } from '../system/account-key.ts';
import { reserveScripts } from '../system/custody.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi signer descriptor`: the descriptor over the custodians' accounts, and the script that governance sets for it. */
export function signerDescriptor(
  accounts: readonly string[],
  { network, threshold }: { network: NetworkName; threshold: number },
): Command {
  return (context) => {
    const keys = accounts.map(parseAccountKey);
    const descriptor = formatDescriptor(multisigDescriptor({ network: networks[network], threshold, keys }));
    const [script] = reserveScripts([descriptor], network);
    const reserveScript = Buffer.from(script ?? []).toString('hex');
    const lines = [
      factLine(context.colours, 'descriptor', descriptor),
      factLine(context.colours, 'script', reserveScript),
    ];
    context.print(lines.join('\n'), { step: 'signer-descriptor', descriptor, reserve_script: reserveScript });
    return Promise.resolve(0);
  };
}
