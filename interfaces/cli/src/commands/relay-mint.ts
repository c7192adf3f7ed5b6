import { mintByProof } from '@istsi/relayer';
import { StrKey } from '@stellar/stellar-sdk';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { ByProofConfig, byProof } from '../system/relayer-config.ts';
import { factLine } from '../terminal/lines.ts';

export interface RelayMintOptions {
  config: string;
  output: { txid: string; vout: number };
  user: string;
}

/** `istsi relay mint`: a deposit that nobody minted, by anybody who brings the proof of it. */
export function relayMint({ config: path, output, user }: RelayMintOptions): Command {
  return async (context) => {
    if (!StrKey.isValidEd25519PublicKey(user) && !StrKey.isValidContract(user))
      throw new CliError('cli/bad-argument', { argument: '--user', problem: 'expected a Stellar address (G… or C…)' });
    const config = readPartConfig(path, ByProofConfig);
    const { amountSats, ...minted } = await mintByProof({ ...byProof(config), ...output, user });
    const fact = (name: string, value: string): string => factLine(context.colours, name, value);
    context.print(
      [
        `${amountSats} satoshis are minted to ${user}, by the proof of Bitcoin’s headers alone.`,
        fact('output', `${output.txid}:${output.vout}`),
        fact('in block', `${minted.height}, ${minted.confirmations} deep`),
        fact('transaction', minted.transaction),
      ].join('\n'),
      { step: 'minted-by-proof', ...output, user, amountSats: String(amountSats), ...minted },
    );
    return 0;
  };
}
