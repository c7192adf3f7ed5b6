import { CommandError } from '../project/command-error.ts';

/** Which network a command means, as `openTarget` takes it. */
export const NETWORK_OPTIONS = {
  network: { type: 'string' },
  'rpc-url': { type: 'string' },
  passphrase: { type: 'string' },
} as const;

const OWN = new Set([...Object.keys(NETWORK_OPTIONS), 'read']);

/**
 * Divides what follows a command: options of the command itself, and those that are arguments of the contract, whose names
 * are the contract's. After `--`, every option is the contract's.
 */
export function divideArguments(args: readonly string[]): { own: string[]; contract: Record<string, string> } {
  const own: string[] = [];
  const contract: Record<string, string> = {};
  let isOver = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word === '--' && !isOver) {
      isOver = true;
      continue;
    }
    const [, name, , inline] = /^--([^=]+)(=(.*))?$/s.exec(word) ?? [];
    if (name === undefined || (!isOver && OWN.has(name))) {
      own.push(word);
      const takesNext = name !== undefined && name !== 'read' && inline === undefined;
      if (takesNext && args[i + 1] !== undefined) own.push(args[++i]!);
      continue;
    }
    const value = inline ?? args[++i];
    if (value === undefined) throw new CommandError(`--${name} lacks its value`);
    contract[name] = value;
  }
  return { own, contract };
}
