import { CSV_HEADER, csvLine } from '@istsi/audit-log';
import { answer } from '@istsi/client';
import { Button, Card, Field, Notice } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Choice } from '../shell/choice.tsx';
import { Failed } from '../shell/failed.tsx';
import { saveFile } from '../shell/save-file.ts';
import { LeftOutError, parsePlace, readRange } from './read-range.ts';

const { audit: say } = messages;
type Format = keyof typeof say.formats;
type Entry = Shape<'AuditEntry'>;

const TYPES: Record<Format, string> = { csv: 'text/csv', jsonl: 'application/jsonl' };

async function ask(query: { from: number; through: number }): Promise<Entry[]> {
  return (await answer(api.GET('/v1/audit/entries', { params: { query } }))).items;
}

/** The same bytes as `istsi audit export` writes, made here from the answers of the API. */
async function take(format: Format, from: number, asked: number | undefined): Promise<number> {
  const { size } = await answer(api.GET('/v1/audit/status'));
  const through = Math.min(asked ?? size - 1, size - 1);
  const parts: string[] = format === 'csv' ? [CSV_HEADER] : [];
  let count = 0;
  for await (const entries of readRange({ from, through }, ask)) {
    count += entries.length;
    parts.push(...entries.map((each) => (format === 'csv' ? csvLine(each as never) : `${JSON.stringify(each)}\n`)));
  }
  if (count > 0) saveFile(parts, `audit-${from}-${through}.${format}`, TYPES[format]);
  return count;
}

/** A range of the log as a file, for whoever audits it elsewhere. */
export function ExportEntries() {
  const [format, setFormat] = useState<Format>('csv');
  const [from, setFrom] = useState('0');
  const [through, setThrough] = useState('');
  const first = parsePlace(from);
  const last = through.trim() === '' ? undefined : parsePlace(through);
  const isUnread = last === undefined && through.trim() !== '';
  const isReversed = first !== undefined && last !== undefined && last < first;
  const save = useMutation({ mutationFn: () => take(format, first ?? 0, last) });
  const problem = isUnread ? say.aPlace : isReversed ? say.reversed : undefined;
  const leftOut = save.error instanceof LeftOutError ? save.error.index : undefined;
  return (
    <Card
      title={say.export}
      as="form"
      onSubmit={() => {
        if (first !== undefined && problem === undefined) save.mutate();
      }}
    >
      <p className="small soft">{say.exportMore}</p>
      <details>
        <summary>{say.range}</summary>
        <div className="stack">
          <Choice
            label={say.format}
            value={format}
            names={say.formats}
            onChoose={(name) => setFormat(name as Format)}
          />
          <Field
            label={say.from}
            value={from}
            onText={setFrom}
            inputMode="numeric"
            problem={first === undefined ? say.aPlace : undefined}
          />
          <Field
            label={say.through}
            value={through}
            onText={setThrough}
            inputMode="numeric"
            hint={say.newest}
            problem={problem}
          />
        </div>
      </details>
      <div className="buttons">
        <Button type="submit" busy={save.isPending}>
          {say.save}
        </Button>
      </div>
      <div role="status">{save.isSuccess && <p className="small">{say.saved(save.data)}</p>}</div>
      {leftOut === undefined ? <Failed error={save.error} /> : <Notice tone="bad" title={say.leftOut(leftOut)} />}
    </Card>
  );
}
