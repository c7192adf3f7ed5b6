import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { words } from '../words.ts';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `main`: the one thing to do next. */
  look?: 'main' | 'plain' | 'quiet' | 'danger';
  /** What it began is not over: it cannot be pressed again, and says so. */
  busy?: boolean;
  children: ReactNode;
}

export function Button({ look = 'plain', busy = false, type = 'button', children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button ${look}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      <span>{children}</span>
      {busy && <span className="unseen">{words.busy}</span>}
    </button>
  );
}
