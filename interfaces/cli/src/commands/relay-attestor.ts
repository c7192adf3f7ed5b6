import { beginAttestor } from '@istsi/relayer';
import type { Command } from '../context.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { AttestorConfig, attestorBeginning } from '../system/relayer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi relay attestor`: an attestor that believes a relay, which nobody owns once it is there. */
export function relayAttestor({ config: path }: { config: string }): Command {
  return async (context) => {
    const config = readPartConfig(path, AttestorConfig);
    const begun = await beginAttestor(attestorBeginning(config));
    const { colours } = context;
    const fact = (name: string, value: string): string => factLine(colours, name, value);
    context.print(
      [
        begun.isNew ? 'The attestor is on the ledger.' : 'The attestor was there already.',
        fact('attestor', begun.attestor),
        fact('believes', config.relay),
        '',
        'It derives the addresses of the custody as the descriptor here says: whoever relies on it compares that.',
        'It attests for nobody until governance names it, as `prover` of set_deposit_rules.',
      ].join('\n'),
      { step: 'attestor-deployed', relay: config.relay, ...begun },
    );
    return 0;
  };
}
