import type { Command, Option } from 'commander';

/** What may stand where on a command line: one of these per command, by the words that lead there. */
export interface CommandWords {
  /** '' for the program itself, `keys make` for a command below another one. */
  path: string;
  commands: readonly { name: string; says: string }[];
  /** Its own, and those that every command takes. */
  options: readonly OptionWords[];
  /** What its first argument may be, where that is a choice. */
  choices: readonly string[];
  /** Whether an argument of it is a file. */
  takesFiles: boolean;
}

export interface OptionWords {
  name: string;
  says: string;
  /** What follows it. */
  value: 'nothing' | 'file' | 'text' | readonly string[];
}

const FILE = /file|path|directory|place/i;

/** The whole command line, as data. */
export function wordsOf(program: Command): CommandWords[] {
  const shared = program.options.map(wordsOfOption);
  const below = (command: Command, path: string): CommandWords[] => {
    const own = command === program ? [] : command.options.map(wordsOfOption);
    const [first] = command.registeredArguments;
    const words: CommandWords = {
      path,
      commands: command.commands.map((child) => ({ name: child.name(), says: firstLine(child.description()) })),
      options: [...own, ...shared, { name: '--help', says: 'what it does and takes', value: 'nothing' }],
      choices: first?.argChoices ?? [],
      takesFiles: command.registeredArguments.some((argument) => FILE.test(argument.name())),
    };
    return [words, ...command.commands.flatMap((child) => below(child, `${path} ${child.name()}`.trim()))];
  };
  return below(program, '');
}

function wordsOfOption({ long, short, description, flags, required, optional, argChoices }: Option): OptionWords {
  const name = long ?? short ?? flags;
  const says = firstLine(description);
  if (!required && !optional) return { name, says, value: 'nothing' };
  return { name, says, value: argChoices ?? (FILE.test(flags.replace(name, '')) ? 'file' : 'text') };
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
