import { Notice } from '@istsi/ui';
import { messages } from '../messages.ts';
import { PageTitle } from './page-title.tsx';

export function NotFound() {
  return (
    <>
      <PageTitle title={messages.shell.nothingHere} />
      <Notice title={messages.shell.nothingHereMore} />
    </>
  );
}
