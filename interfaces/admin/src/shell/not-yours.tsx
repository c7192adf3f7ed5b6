import { Link } from '@tanstack/react-router';
import { messages } from '../messages.ts';
import { PageTitle } from './page-title.tsx';

const { shell: say } = messages;

/** In place of a page that the API opens to other roles only. */
export function NotYours() {
  return (
    <>
      <PageTitle title={say.notYours}>{say.notYoursMore}</PageTitle>
      <p>
        <Link to="/governance">{say.whoHoldsWhat}</Link>
      </p>
    </>
  );
}
