import { answer, knownAuditKey, rememberAuditKey } from '@istsi/client';
import { Facts, Moment, Notice } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api.ts';
import { included } from '../included-messages.ts';
import { AskForm } from './ask-form.tsx';
import type { EntriesAnswer } from './check-entries.ts';
import { askForEntries } from './checked.ts';
import { Unchecked } from './unchecked.tsx';

const say = included.entry;
const NAME = /^[0-9a-f]{64}(:\d{1,10})?$/;

type Found = EntriesAnswer | { ok: false; why: 'unsigned' | 'other-key'; reason?: never };

/** Whether what the audit log has on an operation is in the tree that its key signed. */
export function AuditEntryProof() {
  const prove = useMutation({ networkMode: 'always', mutationFn: proveOperation });
  return (
    <AskForm
      {...{ title: say.title, lead: say.lead, field: say.field, go: say.go }}
      read={(typed) => (NAME.test(typed.toLowerCase()) ? { value: typed.toLowerCase() } : { problem: say.problem })}
      {...{ isBusy: prove.isPending, onAsk: prove.mutate, onOther: prove.reset }}
    >
      {prove.error && <Unchecked error={prove.error} />}
      {prove.data && <Result found={prove.data} />}
    </AskForm>
  );
}

async function proveOperation(name: string): Promise<Found> {
  const operation = name.includes(':') ? await operationOf(name) : name;
  const { key: named } = await answer(api.GET('/v1/audit/status'));
  const { key, why } = knownAuditKey(localStorage, named);
  if (why !== undefined) return { ok: false, why };
  const params = { path: { operation } };
  const text = await answer(api.GET('/v1/audit/proof/{operation}', { params, parseAs: 'text' }));
  const found = await askForEntries({ text, key, operation });
  if (found.ok) rememberAuditKey(localStorage, key);
  return found;
}

async function operationOf(outpoint: string): Promise<string> {
  const { operation_id } = await answer(api.GET('/v1/deposits/{outpoint}', { params: { path: { outpoint } } }));
  return operation_id;
}

function Result({ found }: { found: Found }) {
  return (
    <div className="stack" data-entries={found.ok}>
      {found.ok ? (
        <>
          <Notice tone="good" title={say.yes(found.entries.length, found.size)}>
            {say.key(found.log)}
          </Notice>
          <Facts
            rows={found.entries.map(({ index, action, at }) => [
              `${say.place(index)} ${action}`,
              <Moment key={index} at={at} />,
            ])}
          />
          <p className="small soft">{say.notShown}</p>
        </>
      ) : (
        <Refused found={found} />
      )}
    </div>
  );
}

function Refused({ found }: { found: Found & { ok: false } }) {
  return (
    <Notice tone={found.why === 'unsigned' ? 'wait' : 'bad'} title={say.problems[found.why]}>
      {found.reason}
    </Notice>
  );
}
