import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf, signNote } from '@istsi/audit-log';
import { afterAll, describe, expect, test } from 'vitest';
import { openSignedList, parseList } from './signed-list.ts';

const signer = { name: 'lists.example.com', seed: new Uint8Array(32).fill(7) };
const key = keyOf(signer);
const stranger = { name: 'lists.example.com', seed: new Uint8Array(32).fill(8) };
const ISSUED = '2030-01-31T12:00:00Z';
const DAY_MS = 86_400_000;
const listed = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

const listOf = (...lines: string[]): string => `${['istsi screening list', ISSUED, ...lines].join('\n')}\n`;
const folder = mkdtempSync(join(tmpdir(), 'istsi-list-'));
afterAll(() => rmSync(folder, { recursive: true }));

function opened(text: string, now: () => number, mostAgeMs = 7 * DAY_MS) {
  const file = join(folder, 'list');
  writeFileSync(file, text);
  const replace = (other: string): void => writeFileSync(file, other);
  return { replace, ...openSignedList({ name: 'example', file, key, mostAgeMs }, () => new Date(now())) };
}

describe('a signed list', () => {
  const text = signNote(listOf(`bitcoin ${listed} case 12, of a court`, 'stellar GABC'), signer);

  test('says who is on it, in whichever way the address is written, and on which chain', async () => {
    const { screen } = opened(text, () => Date.parse(ISSUED));
    const found = { listed: true, reference: 'case 12, of a court' };
    expect(await screen(listed, 'bitcoin')).toEqual(found);
    expect(await screen(listed.toUpperCase(), 'bitcoin')).toEqual(found);
    expect(await screen(listed, 'stellar')).toEqual({ listed: false });
    expect(await screen('bcrt1qother', 'bitcoin')).toEqual({ listed: false });
  });

  test('is read again when it has changed', async () => {
    const list = opened(text, () => Date.parse(ISSUED));
    expect(await list.screen('1Another', 'bitcoin')).toEqual({ listed: false });
    list.replace(signNote(listOf('bitcoin 1Another', `bitcoin ${listed}`), signer));
    expect(await list.screen('1Another', 'bitcoin')).toEqual({ listed: true, reference: '' });
  });

  test.each([
    ['is too old', 7 * DAY_MS + 1, /7 days old/],
    ['is from the future', -2 * 3_600_000, /from the future/],
  ])('that %s clears nobody', async (_, later, reason) => {
    const { screen } = opened(text, () => Date.parse(ISSUED) + later);
    await expect(screen('1Nobody', 'bitcoin')).rejects.toThrow(reason);
  });

  test.each<[string, string, RegExp]>([
    ['of somebody else', signNote(listOf(`bitcoin ${listed}`), stranger), /not signed by lists.example.com/],
    ['from which a line was taken', text.replace(/bitcoin .*\n/, ''), /not signed by lists.example.com/],
    ['without a signature', listOf(`bitcoin ${listed}`), /no signed note/],
    ['that is another note', signNote(`of something else\n${ISSUED}\n`, signer), /begins with "istsi screening list"/],
    ['without a time', signNote('istsi screening list\nbitcoin 1A\n', signer), /begins with/],
    ['with a line that is none', signNote(listOf('bitcoin 1A', 'somewhere'), signer), /line 4/],
    ['of another chain', signNote(listOf('ethereum 0x1'), signer), /line 3/],
  ])('%s is none', (_, note, reason) => {
    expect(() => parseList(note, key)).toThrow(reason);
  });

  test('that is not there clears nobody', async () => {
    const { screen } = openSignedList(
      { name: 'gone', file: join(folder, 'nothing'), key, mostAgeMs: DAY_MS },
      () => new Date(),
    );
    await expect(screen('1Nobody', 'bitcoin')).rejects.toThrow(/ENOENT/);
  });
});
