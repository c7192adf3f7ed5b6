import type { Command as Program } from 'commander';
import { wordsOf } from '../completion/command-words.ts';
import { completionScript, type Shell } from '../completion/scripts.ts';
import type { Command } from '../context.ts';

export function completion(program: Program, shell: Shell): Command {
  return async (context) => {
    const script = completionScript(shell, wordsOf(program));
    context.print(script.trimEnd(), { step: 'completion', shell, script });
    return 0;
  };
}
