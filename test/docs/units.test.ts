import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'docs/operate/systemd');
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.each(readdirSync(folder))('the unit %s', (file) => {
  const unit = readFileSync(join(folder, file), 'utf8');

  test('starts a command that exists, with options that it has', () => {
    const [, entry = '', rest = ''] = /^ExecStart=\/usr\/bin\/node \/opt\/istsi\/(\S+) (.*)$/m.exec(unit) ?? [];
    const words = rest.split(' ');
    const named = words.slice(
      0,
      words.findIndex((word) => word.startsWith('--')),
    );
    const help = execFileSync(process.execPath, [join(root, entry), ...named, '--help'], { encoding: 'utf8' });
    for (const option of words.filter((word) => word.startsWith('--') && word !== '--json'))
      expect(help).toContain(option);
  });

  test.runIf(hasSystemd)('is one that systemd reads without a warning of its own', () => {
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, file)], { encoding: 'utf8' });
    // That the program or the user is not on this machine is no fault of the unit.
    expect(
      stderr.split('\n').filter((line) => line.includes(file) && !/is not executable|Unknown user/.test(line)),
    ).toEqual([]);
  });
});
