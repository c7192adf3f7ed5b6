import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from './program.ts';

function everyCommand(command: Command, path = 'istsi'): { path: string; command: Command }[] {
  const below = command.commands.flatMap((child) => everyCommand(child, `${path} ${child.name()}`));
  return [{ path, command }, ...below];
}

const commands = everyCommand(createProgram({}, () => {}));

describe('--help', () => {
  test('is there for every command', () => {
    expect(commands.length).toBeGreaterThan(30);
  });

  test.each(commands)('$path says what it does, and every argument and option of it', ({ path, command }) => {
    const text = command.helpInformation();
    expect(text).toMatch(new RegExp(`^Usage: ${path}\\b`));
    expect(command.description()).not.toBe('');
    for (const { name, description } of command.registeredArguments.map((each) => ({
      name: each.name(),
      description: each.description,
    }))) {
      expect(text).toContain(name);
      expect(description, name).not.toBe('');
    }
    for (const { flags, description } of command.options) {
      expect(text).toContain(flags);
      expect(description, flags).not.toBe('');
    }
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});
