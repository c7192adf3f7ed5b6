import type { ReactNode } from 'react';
import { messages } from '../messages.ts';
import type { CustomerForReview } from './customer-queries.ts';

const { customer: say } = messages.approvals;

type Rows = (readonly [name: string, value: ReactNode] | false)[];

/** What a customer has sent, for an officer to read: words show as words, and documents are fetched and not shown here. */
export const customerRows = ({ id, subject, fields, files }: CustomerForReview): Rows => [
  [
    say.subject,
    <code key="subject" className="hash">
      {subject}
    </code>,
  ],
  ...Object.entries(fields).map(
    ([name, value]) =>
      [
        name,
        <span key={name} className="wrapped">
          {value}
        </span>,
      ] as const,
  ),
  files.length > 0 && [
    say.documents,
    <span key="documents" className="buttons">
      {files.map(({ id: file, field }) => (
        <a key={file} href={`/v1/customers/${encodeURIComponent(id)}/files/${encodeURIComponent(file)}`}>
          {say.document(field)}
        </a>
      ))}
    </span>,
  ],
];
