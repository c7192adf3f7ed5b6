import { createMemory, witnessKeyOf } from '@istsi/guardian';
import type { Command } from '../context.ts';
import { GuardianConfig } from '../system/guardian-config.ts';
import { guardianKey, witnessOf } from '../system/guardian-key.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi guardian init`: begins the memory of a new guardian. */
export function guardianInit(options: { config: string }): Command {
  return async (context) => {
    const config = readPartConfig(options.config, GuardianConfig);
    const address = guardianKey(config).publicKey();
    createMemory({ file: config.memory, address });
    const witness = witnessOf(config);
    const witnessKey = witness && witnessKeyOf(witness.key);
    const lines = [
      'The memory was begun. Governance gives the role: `istsi governance propose` with the action GrantRole.',
      factLine(context.colours, 'memory', config.memory),
      factLine(context.colours, 'signs as', address),
      ...(witnessKey === undefined ? [] : [factLine(context.colours, 'cosigns as', witnessKey)]),
    ];
    context.print(lines.join('\n'), {
      step: 'guardian-init',
      memory: config.memory,
      address,
      witness: witnessKey ?? null,
    });
    return 0;
  };
}
