import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { wordsOf } from './command-words.ts';
import { completionScript, shells } from './scripts.ts';

const commands = wordsOf(createProgram({}, () => {}));
const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'istsi-completion-'));
  writeFileSync(path.join(directory, 'istsi.json'), '{}');
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const line = ['istsi', ...words].map((word) => `'${word}'`).join(' ');
  const script = `${completionScript('bash', commands)}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _istsi; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { cwd: directory, encoding: 'utf8' }).split('\n').filter(Boolean);
}

describe.runIf(isThere('bash'))('bash is offered', () => {
  test.each<[string, string[], string[]]>([
    ['commands by their first letters', ['rec'], ['reconcile']],
    [
      'commands below a command',
      ['keys', ''],
      ['list', 'make', 'rotate', 'revoke', '--data-dir', '--json', '--verbose'],
    ],
    [
      'options of a command and those of all',
      ['keys', 'make', 'a name', '--'],
      ['--scope', '--days', '--data-dir', '--json'],
    ],
    ['the choices of an option', ['deploy', '--bitcoin', 'test'], ['testnet', 'testnet4']],
    ['the choices of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['files where an option takes one', ['up', '--config', 'ist'], ['istsi.json']],
    ['files where an argument is one', ['withdrawals', 'import', 'ab', 'ist'], ['istsi.json']],
    ['commands behind the value of an option, whatever that is', ['--data-dir', 'keys', 'gov'], ['governance']],
  ])('%s', (_, words, expected) => {
    expect(offered(...words)).toEqual(expect.arrayContaining(expected));
  });

  test('nothing where a number or a name is wanted, and no command that is none', () => {
    expect(offered('up', '--port', '')).toEqual([]);
    expect(offered('keys', 'make', '--days', '')).toEqual([]);
    expect(offered('keys', 'mak')).toEqual(['make']);
    expect(offered('xyz')).toEqual([]);
  });
});

describe.each(shells)('for %s', (shell) => {
  const script = completionScript(shell, commands);

  test('every command and every option is named', () => {
    for (const { commands: below, options } of commands) {
      for (const { name } of below) expect(script).toContain(name);
      for (const { name } of options) expect(script).toContain(shell === 'fish' ? `-l ${name.slice(2)}` : name);
    }
  });

  test.runIf(isThere(shell))('is understood by it', () => {
    const file = path.join(directory, `completion.${shell}`);
    writeFileSync(file, script);
    const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('what a command says is one word for fish, with quotes and backslashes', () => {
  const commands = [{ name: 'x', says: "it's \\ $(false)" }];
  const script = completionScript('fish', [{ path: '', commands, options: [], choices: [], takesFiles: false }]);
  expect(script).toContain("-a 'x' -d 'it'\\''s \\\\ $(false)'");
});
