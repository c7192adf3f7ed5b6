import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  label: string;
  onText: (text: string) => void;
  hint?: ReactNode;
  /** What is wrong with what was typed, and what would be right. */
  problem?: ReactNode;
  /** Behind the input: a unit, a button. */
  after?: ReactNode;
  /** Keys, addresses and hashes: no digit looks like a letter. */
  code?: boolean;
}

export function Field({ label, onText, hint, problem, after, code = false, ...input }: FieldProps) {
  const id = useId();
  const said = [hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="input">
        <input
          autoComplete="off"
          spellCheck={false}
          {...input}
          id={id}
          className={code ? 'hash' : undefined}
          onChange={(event) => onText(event.target.value)}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={said || undefined}
        />
        {after}
      </div>
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <p className="problem" id={`${id}-problem`} aria-live="polite">
        {problem}
      </p>
    </div>
  );
}
