import { Card, Notice, Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { messages } from '../messages.ts';
import { PageTitle } from '../shell/page-title.tsx';
import { type Block, parseInline, parseRunbook } from './parse-runbook.ts';

const { alerts: say } = messages;

declare global {
  interface ImportMeta {
    /** Vite's: the files that fit, each loaded when it is asked for. */
    glob(pattern: string, options: { query: '?raw'; import: 'default' }): Record<string, () => Promise<string>>;
  }
}

/** They come with the page: the network is what may be broken when one is needed. */
const files = import.meta.glob('../../../../docs/runbooks/*.md', { query: '?raw', import: 'default' });
const loaderOf = (name: string) => files[`../../../../docs/runbooks/${name}.md`];

/** `docs/runbooks/part-down.md` → `part-down` */
export const runbookName = (path: string): string => /([\w-]+)\.md$/.exec(path)?.[1] ?? path;

/** What to do now, beside what is wrong. */
export function Runbook({ name }: { name: string }) {
  const text = useQuery({
    queryKey: ['runbook', name],
    queryFn: async () => (await loaderOf(name)?.()) ?? null,
    ...{ refetchInterval: false, staleTime: Number.POSITIVE_INFINITY },
  });
  if (text.isPending) return <Skeleton />;
  if (!text.data) return <Notice tone="wait" title={say.noRunbook(name)} />;
  return (
    <Card title={say.runbook} aside={<code className="hash">{name}</code>}>
      <div className="runbook">
        {parseRunbook(text.data)
          .filter(({ kind }, place) => kind !== 'title' || place > 0)
          .map((block) => (
            <Shown key={JSON.stringify(block)} block={block} />
          ))}
      </div>
    </Card>
  );
}

export function RunbookPage() {
  const { name } = useParams({ from: '/runbooks/$name' });
  return (
    <>
      <PageTitle title={say.runbookOf(name)} />
      <Runbook name={name} />
    </>
  );
}

function Shown({ block }: { block: Block }) {
  switch (block.kind) {
    case 'title':
      return <h3>{block.text}</h3>;
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'paragraph':
      return (
        <p>
          <Words text={block.text} />
        </p>
      );
    default: {
      const List = block.kind === 'steps' ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item) => (
            <li key={item}>
              <Words text={item} />
            </li>
          ))}
        </List>
      );
    }
  }
}

function Words({ text }: { text: string }) {
  return parseInline(text).map((part) => {
    const key = JSON.stringify(part);
    if (part.kind === 'strong') return <strong key={key}>{part.text}</strong>;
    if (part.kind === 'code')
      return (
        <code key={key} className="hash">
          {part.text}
        </code>
      );
    const name = part.kind === 'link' && !part.to.includes('/') ? runbookName(part.to.split('#')[0] ?? '') : undefined;
    if (name !== undefined && loaderOf(name))
      return (
        <Link key={key} to="/runbooks/$name" params={{ name }}>
          {part.text}
        </Link>
      );
    return <span key={key}>{part.text}</span>;
  });
}
