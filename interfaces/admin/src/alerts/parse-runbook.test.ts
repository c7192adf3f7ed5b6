import { describe, expect, test } from 'vitest';
import { type Block, parseInline, parseRunbook } from './parse-runbook.ts';

const files = import.meta.glob('../../../../docs/runbooks/*.md', { query: '?raw', import: 'default' });

test('a runbook is a title, paragraphs, steps and commands', () => {
  const text =
    '# name\n\n**What.** One\nline.\n\n1. First,\n   on.\n2. Second\n\n```sh\nistsi status\n```\n\n- a\n- b\n';
  expect(parseRunbook(text)).toEqual([
    { kind: 'title', text: 'name' },
    { kind: 'paragraph', text: '**What.** One line.' },
    { kind: 'steps', items: ['First, on.', 'Second'] },
    { kind: 'code', text: 'istsi status' },
    { kind: 'points', items: ['a', 'b'] },
  ]);
});

test('within a line there are emphasis, commands and links, and nothing that runs', () => {
  expect(parseInline('See [it](a.md), **now**: `x` <img src=x>')).toEqual([
    { kind: 'text', text: 'See ' },
    { kind: 'link', text: 'it', to: 'a.md' },
    { kind: 'text', text: ', ' },
    { kind: 'strong', text: 'now' },
    { kind: 'text', text: ': ' },
    { kind: 'code', text: 'x' },
    { kind: 'text', text: ' <img src=x>' },
  ]);
});

describe('every runbook there is is read whole, and its links lead to others', () => {
  const runbooks = Object.entries(files).map(([path, load]) => ({ name: path.split('/').at(-1) ?? '', load }));
  const names = runbooks.map(({ name }) => name);
  test('there are some', () => expect(names).toContain('part-down.md'));
  test.each(runbooks.filter(({ name }) => name !== 'README.md'))('$name', async ({ name, load }) => {
    const blocks = parseRunbook(await load());
    expect(blocks[0]).toEqual({ kind: 'title', text: name.replace('.md', '') });
    const links = blocks
      .flatMap(textsOf)
      .flatMap(parseInline)
      .filter(({ kind }) => kind === 'link');
    for (const link of links) {
      if (link.kind === 'link' && /^[\w-]+\.md$/.test(link.to)) expect(names).toContain(link.to);
    }
    // What the parser does not know would be left as it is written.
    expect(
      blocks
        .flatMap(textsOf)
        .flatMap(parseInline)
        .filter(({ kind, text }) => kind === 'text' && /\*\*|\]\(/.test(text)),
    ).toEqual([]);
  });
});

const textsOf = (block: Block): string[] =>
  'items' in block ? block.items : block.kind === 'code' ? [] : [block.text];
