import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { languageModelIndex } from '../../scripts/docs/language-model-index.ts';

const docs = new URL('../../docs/', import.meta.url);
const doors = ['hold', 'operate', 'verify', 'build', 'runbooks'];
const text = languageModelIndex(docs, doors);
const links = [...text.matchAll(/^- \[(.+?)\]\((\/[^)]*)\)(: .+)?$/gm)].map(([, title, path, more]) => ({
  ...{ title: title!, path: path!, more },
}));

/** Where the site serves a page from. */
const fileOf = (path: string): URL => new URL(`.${path}${path.endsWith('/') ? 'index' : ''}.md`, docs);

test('llms.txt begins as llmstxt.org has it: one name, one sentence, then lists of links', () => {
  const [name, sentence, ...sections] = text.trim().split('\n\n');
  expect(name).toBe('# iSTSi');
  expect(sentence).toMatch(/^> /);
  expect(sections.map((section) => section.split('\n')[0])).toEqual([
    ...['## Hold', '## Operate', '## Verify', '## Build', '## Runbooks'],
  ]);
  for (const line of sections.flatMap((section) => section.split('\n').slice(1))) expect(line).toMatch(/^- \[/);
});

test('llms.txt has every page of every door once, by its own heading and what it says first', () => {
  const pages = doors.flatMap((door) =>
    readdirSync(new URL(`${door}/`, docs))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `/${door}/${file.replace(/(index)?\.md$/, '')}`),
  );
  expect(links.map(({ path }) => path).sort()).toEqual(pages.sort());
  for (const { title, path, more } of links) {
    expect(existsSync(fileOf(path)), path).toBe(true);
    expect(title, path).not.toMatch(/\.md$/);
    expect(more, path).toMatch(/^: \S.*[.:]$/);
  }
});
