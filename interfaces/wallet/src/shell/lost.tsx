import { Link } from '@tanstack/react-router';
import { messages } from '../messages.ts';

export function Lost() {
  const { lost } = messages;
  return (
    <div className="lead">
      <h1>{lost.title}</h1>
      <p>{lost.more}</p>
      <Link to="/" className="button main">
        {lost.back}
      </Link>
    </div>
  );
}
