import { beginRelay } from '@istsi/relayer';
import type { Command } from '../context.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { RelayBeginningConfig, relayBeginning } from '../system/relayer-config.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi relay deploy`: a relay of one's own, which nobody owns once it is there. */
export function relayDeploy({ config: path, height }: { config: string; height?: number }): Command {
  return async (context) => {
    const config = readPartConfig(path, RelayBeginningConfig);
    const begun = await beginRelay({ ...relayBeginning(config), ...(height !== undefined && { height }) });
    const { colours } = context;
    const fact = (name: string, value: string): string => factLine(colours, name, value);
    context.print(
      [
        begun.isNew ? 'The relay is on the ledger.' : 'The relay was there already.',
        fact('relay', begun.relay),
        fact('begins at', `block ${begun.height}, ${begun.blockHash}`),
        '',
        'It takes that block on faith: whoever relies on it compares the hash with a node of their own.',
        ...(config.bitcoin.second === undefined
          ? ['One node was asked for it. Name another as bitcoin.second, and both have to agree.']
          : []),
        `To keep it told, add "relay": "${begun.relay}" to the file, and: istsi relay run --config ${path}`,
      ].join('\n'),
      { step: 'relay-deployed', ...begun },
    );
    return 0;
  };
}
