import { expect, test } from 'vitest';
import { createJsonReporter } from './json-reporter.ts';
import { palette } from './palette.ts';
import { createPlainReporter } from './plain-reporter.ts';
import type { Reporter } from './reporter.ts';

const written = (tell: (reporter: Reporter) => void, make: (output: { write(text: string): void }) => Reporter) => {
  let text = '';
  tell(
    make({
      write(more) {
        text += more;
      },
    }),
  );
  return text;
};

const story = (reporter: Reporter) => {
  reporter.say('  for people');
  reporter.begin('database', 'database');
  reporter.begin('stellar', 'stellar', 'opening');
  reporter.update('stellar', 'nearly');
  reporter.done('stellar', 'at port 8000', { port: 8000 });
  reporter.drop('database');
  reporter.done('database', 'too late');
  reporter.note('crashed', 'signer 2 ended', { part: 'signer 2' });
  reporter.facts('done', { minted: '150000' });
  reporter.close();
};

test('for programs: one JSON object per line, each with its step', () => {
  const lines = written(story, createJsonReporter).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { step: 'stellar', port: 8000 },
    { step: 'crashed', note: 'signer 2 ended', part: 'signer 2' },
    { step: 'done', minted: '150000' },
  ]);
});

test('in a pipe: one line per finished step, no colours, nothing of what was dropped', () => {
  expect(written(story, (output) => createPlainReporter(output, palette(false)))).toBe(
    '  for people\n  ✓ stellar      at port 8000\n  ! signer 2 ended\n',
  );
});
