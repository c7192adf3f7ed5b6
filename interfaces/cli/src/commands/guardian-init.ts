import { createMemory } from '@istsi/guardian';
import type { Command } from '../context.ts';
import { GuardianConfig } from '../system/guardian-config.ts';
import { guardianKey } from '../system/guardian-key.ts';
import { readPartConfig } from '../system/part-configs.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi guardian init`: begins the memory of a new guardian. */
export function guardianInit(options: { config: string }): Command {
  return async (context) => {
    const config = readPartConfig(options.config, GuardianConfig);
    const address = guardianKey(config).publicKey();
    createMemory({ file: config.memory, address });
    const lines = [
      'The memory was begun. Governance gives the role: `istsi governance propose` with the action GrantRole.',
      factLine(context.colours, 'memory', config.memory),
      factLine(context.colours, 'signs as', address),
    ];
    context.print(lines.join('\n'), { step: 'guardian-init', memory: config.memory, address });
    return 0;
  };
}
