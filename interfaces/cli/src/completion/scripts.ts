import type { CommandWords, OptionWords } from './command-words.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What a shell reads to complete command lines of `istsi`. It asks nobody: all of it is in the text. */
export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  if (shell === 'bash')
    return `# istsi: completion for bash. source <(istsi completion bash)\n${bashFunction(commands)}`;
  if (shell === 'zsh')
    return `#compdef istsi\n# istsi: completion for zsh. source <(istsi completion zsh)\nautoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bashFunction(commands)}`;
  return fishScript(commands);
}

/** Walks the words to the command that they lead to, past the values of options, and offers what may come next. */
function bashFunction(commands: readonly CommandWords[]): string {
  const steps = commands.flatMap(({ path, commands: below }) =>
    below.map(({ name }) => `      ${quoted(`${path}/${name}`)}) at=${quoted(`${path} ${name}`.trim())} ;;`),
  );
  const valued = commands.flatMap(({ path, options }) =>
    options.filter(takesValue).map(({ name }) => `${path}/${name}`),
  );
  const values = commands.flatMap(({ path, options }) =>
    options
      .filter(takesValue)
      .map((option) => `    ${quoted(`${path}/${option.name}`)}) ${offerValue(option)}; return ;;`),
  );
  const words = commands.map(({ path, commands: below, options, choices, takesFiles }) => {
    const offered = [...below.map(({ name }) => name), ...choices, ...options.map(({ name }) => name)].join(' ');
    const files = takesFiles ? ' [[ $cur == -* ]] || COMPREPLY+=( $(compgen -f -- "$cur") );' : '';
    return `    ${quoted(path)}) COMPREPLY=( $(compgen -W ${quoted(offered)} -- "$cur") );${files} return ;;`;
  });
  return [
    '_istsi() {',
    `  local cur="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at="" skip="" word i`,
    '  COMPREPLY=()',
    '  for (( i = 1; i < COMP_CWORD; i++ )); do',
    `    word="\${COMP_WORDS[i]}"`,
    '    if [[ -n $skip ]]; then skip=""; continue; fi',
    '    case "$at/$word" in',
    `      ${valued.map(quoted).join('|')}) skip=1 ;;`,
    ...steps,
    '    esac',
    '  done',
    '  if [[ -n $skip ]]; then case "$at/$before" in',
    ...values,
    '  esac; fi',
    '  case "$at" in',
    ...words,
    '  esac',
    '}',
    'complete -F _istsi istsi',
    '',
  ].join('\n');
}

const takesValue = ({ value }: OptionWords): boolean => value !== 'nothing';

function offerValue({ value }: OptionWords): string {
  if (value === 'file') return 'COMPREPLY=( $(compgen -f -- "$cur") )';
  if (typeof value === 'string') return 'COMPREPLY=()';
  return `COMPREPLY=( $(compgen -W ${quoted(value.join(' '))} -- "$cur") )`;
}

function fishScript(commands: readonly CommandWords[]): string {
  const valued = commands.flatMap(({ path, options }) =>
    options.filter(takesValue).map(({ name }) => `${path}/${name}`),
  );
  const steps = commands.flatMap(({ path, commands: below }) => below.map(({ name }) => `${path}/${name}`));
  const lines = commands.flatMap(({ path, commands: below, options, choices, takesFiles }) => {
    const here = `complete -c istsi -n ${fishQuoted(`__istsi_at ${fishQuoted(path)}`)}`;
    return [
      ...below.map(({ name, says }) => `${here} -a ${fishQuoted(name)} -d ${fishQuoted(says)}`),
      ...choices.map((choice) => `${here} -a ${fishQuoted(choice)}`),
      ...options.map((option) => `${here} ${fishOption(option)}`),
      ...(takesFiles ? [`${here} -F`] : []),
    ];
  });
  return [
    '# istsi: completion for fish. istsi completion fish | source',
    'function __istsi_at',
    '  set -l at',
    '  set -l skip',
    '  set -l words (commandline -opc)',
    '  for word in $words[2..-1]',
    '    if test -n "$skip"',
    '      set skip',
    '    else if contains -- "$at/$word" $__istsi_valued',
    '      set skip 1',
    '    else if contains -- "$at/$word" $__istsi_steps',
    '      set at (string trim -- "$at $word")',
    '    end',
    '  end',
    '  test "$at" = "$argv[1]"',
    'end',
    `set -g __istsi_valued ${valued.map(fishQuoted).join(' ')}`,
    `set -g __istsi_steps ${steps.map(fishQuoted).join(' ')}`,
    'complete -c istsi -f',
    ...lines,
    '',
  ].join('\n');
}

function fishOption({ name, says, value }: OptionWords): string {
  const flag = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  const about = `${flag} -d ${fishQuoted(says)}`;
  if (value === 'nothing') return about;
  if (value === 'file') return `${about} -r -F`;
  return typeof value === 'string' ? `${about} -x` : `${about} -x -a ${fishQuoted(value.join(' '))}`;
}

/** One word, whatever is in it: for fish a backslash is one of two even within quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const fishQuoted = (text: string): string => quoted(text.replaceAll('\\', '\\\\'));
