import type { ReactNode } from 'react';

export interface CardProps {
  title?: ReactNode;
  /** Beside the title: a count, a state, a link. */
  aside?: ReactNode;
  children: ReactNode;
  as?: 'section' | 'article' | 'form';
  onSubmit?: () => void;
}

export function Card({ title, aside, children, as: Element = 'section', onSubmit }: CardProps) {
  const submit = onSubmit && {
    onSubmit: (event: { preventDefault(): void }) => {
      event.preventDefault();
      onSubmit();
    },
  };
  return (
    <Element className="card" {...submit}>
      {title !== undefined && (
        <header>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </Element>
  );
}
