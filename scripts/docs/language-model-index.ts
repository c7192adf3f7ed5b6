import { readdirSync, readFileSync } from 'node:fs';

/** Below the heading: sentences, and no list, picture, table or block. */
const FIRST_PARAGRAPH = /^# .*\n+((?![#>|!<-]|```)[\s\S]+?)\n\n/m;

/** `llms.txt` (llmstxt.org): what the site has, one line a page, from the pages' own headings and first sentences. */
export function languageModelIndex(docs: URL, doors: readonly string[]): string {
  const sections = doors.map((door) => {
    const files = readdirSync(new URL(`${door}/`, docs)).filter((file) => file.endsWith('.md'));
    const lines = files.sort().map((file) => {
      const text = readFileSync(new URL(`${door}/${file}`, docs), 'utf8');
      const title = /^# (.*)$/m.exec(text)?.[1] ?? file;
      const paragraph = FIRST_PARAGRAPH.exec(text)?.[1]?.replace(/^\*\*.*?\*\* /, '') ?? '';
      const first = /^[\s\S]*?[.:](?=\s|$)/.exec(paragraph.replaceAll('\n', ' '))?.[0] ?? '';
      return `- [${title}](/${door}/${file.replace(/(index)?\.md$/, '')})${first ? `: ${first}` : ''}`;
    });
    return [`## ${door[0]?.toUpperCase()}${door.slice(1)}`, ...lines].join('\n');
  });
  return ['# iSTSi', '> A Bitcoin-backed token on Stellar: 1 iSTSi = 1 satoshi.', ...sections, ''].join('\n\n');
}
