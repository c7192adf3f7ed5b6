import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from '../test/run-command.ts';
import { createProgram } from './program.ts';

/*
 * Each command that there is, from the table of commands itself: asked for help, and asked wrongly, for people and for programs. None
 * of it runs a command, so none may touch the data directory.
 */
const directory = mkdtempSync(join(tmpdir(), 'istsi-every-command-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const istsi = (args: readonly string[]) => runCommand(args, { ISTSI_DATA_DIR: directory });

interface Asked {
  path: string;
  words: string[];
  command: Command;
}

function everyCommand(command: Command, words: string[] = []): Asked[] {
  const below = command.commands.flatMap((child) => everyCommand(child, [...words, child.name()]));
  return [{ path: ['istsi', ...words].join(' '), words, command }, ...below];
}

const all = everyCommand(createProgram({}, () => {}));
const leaves = all.filter(({ command }) => command.commands.length === 0);
/** Those that do nothing by themselves: the others list what they are about. */
const groups = all.filter(({ command }) => command.commands.length > 0 && !Reflect.get(command, '_actionHandler'));
const wants = ({ command }: Asked): boolean =>
  command.registeredArguments.some(({ required }) => required) || command.options.some(({ mandatory }) => mandatory);

/** An option that is missing is told first. */
const NEEDED_OR_UNKNOWN = /unknown option '--no-such-option'|required option '/;

/** What a system, a parser or JavaScript says, and no person. */
const RAW = /\b(E[A-Z]{4,}|ERR_\w+|NaN|undefined)\b|\[object|\n\s+at /;

async function expectUsage(words: readonly string[], message: RegExp): Promise<void> {
  const { exit, stdout, stderr } = await istsi(words);
  expect({ exit, stdout }, words.join(' ')).toEqual({ exit: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(RAW);

  const told = await istsi([...words, '--json']);
  expect({ exit: told.exit, stderr: told.stderr }, words.join(' ')).toEqual({ exit: 2, stderr: '' });
  expect(told.stdout).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(told.stdout)).toMatchObject({
    step: 'failed',
    code: 'cli/usage',
    message: expect.stringMatching(/\.$/),
  });
  expect(told.stdout).not.toMatch(RAW);
}

test('there are commands below and above', () => {
  expect(leaves.length).toBeGreaterThan(50);
  expect(groups.length).toBeGreaterThan(10);
  expect(leaves.filter(wants).length).toBeGreaterThan(20);
});

describe('--help', () => {
  test.each(all)('$path', async ({ path, words }) => {
    const { exit, stdout, stderr } = await istsi([...words, '--help']);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout.startsWith(`Usage: ${path}`)).toBe(true);
    const told = await istsi(['--json', ...words, '--help']);
    expect({ exit: told.exit, stderr: told.stderr }).toEqual({ exit: 0, stderr: '' });
    // What stands behind the options is a line of its own.
    const lines = told.stdout.trimEnd().split('\n');
    const texts = lines.map((line) => (JSON.parse(line) as { step: string; text: string }).text);
    expect(lines.every((line) => JSON.parse(line).step === 'help')).toBe(true);
    expect(texts.join('').replace(/\s+/g, ' ')).toBe(stdout.trimEnd().replace(/\s+/g, ' '));
  });
});

describe('asked wrongly: exit code 2, and one line that says what is wrong', () => {
  test.each(all)('$path with an option that it has not', async (asked) => {
    await expectUsage(
      [...asked.words, '--no-such-option'],
      wants(asked) ? NEEDED_OR_UNKNOWN : /unknown option '--no-such-option'/,
    );
  });

  test.each(leaves.filter(wants))('$path without what it needs', async ({ words }) => {
    await expectUsage(words, /missing required argument '|required option '/);
  });

  test.each(groups)('$path without a command, and with one that is none', async ({ words }) => {
    const { exit, stderr } = await istsi(words);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^Usage: istsi/);
    await expectUsage([...words, 'no-such-command'], /unknown command 'no-such-command'/);
  });

  test.each(leaves.filter(({ command }) => !command.registeredArguments.some(({ variadic }) => variadic)))(
    '$path with more than it takes',
    async ({ words, command }) => {
      const needed = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long ?? '', '1']);
      const given = command.registeredArguments.map(() => '1');
      await expectUsage([...words, ...given, 'too-much', ...needed], /too many arguments|is invalid/);
    },
  );
});

test('none of this touched the data directory', () => {
  expect(readdirSync(directory)).toEqual([]);
});
