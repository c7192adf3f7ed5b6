/** As much of Markdown as the runbooks are written in; anything else stays the text that it is. */
export type Block =
  | { kind: 'title' | 'paragraph'; text: string }
  | { kind: 'steps' | 'points'; items: string[] }
  | { kind: 'code'; text: string };

export type Inline = { kind: 'text' | 'strong' | 'code'; text: string } | { kind: 'link'; text: string; to: string };

export function parseRunbook(markdown: string): Block[] {
  const blocks: Block[] = [];
  const parts = markdown.replaceAll('\r\n', '\n').split(/^```[^\n]*\n([\s\S]*?)^```$/m);
  for (const [place, part] of parts.entries()) {
    if (place % 2 === 1) blocks.push({ kind: 'code', text: part.trimEnd() });
    else for (const text of part.split(/\n\s*\n/)) if (text.trim() !== '') blocks.push(blockOf(text.trim()));
  }
  return blocks;
}

function blockOf(text: string): Block {
  if (/^#+ /.test(text)) return { kind: 'title', text: text.replace(/^#+ /, '') };
  if (/^\d+\. /.test(text)) return { kind: 'steps', items: itemsOf(text, /^\d+\. /m) };
  if (/^[-*] /.test(text)) return { kind: 'points', items: itemsOf(text, /^[-*] /m) };
  return { kind: 'paragraph', text: joined(text) };
}

const itemsOf = (text: string, mark: RegExp): string[] => text.split(mark).slice(1).map(joined);
const joined = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();

const INLINE = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/g;

export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) });
    const [whole, strong, code, shown, to] = match;
    if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (code !== undefined) found.push({ kind: 'code', text: code });
    else found.push({ kind: 'link', text: shown ?? '', to: to ?? '' });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push({ kind: 'text', text: text.slice(at) });
  return found;
}
