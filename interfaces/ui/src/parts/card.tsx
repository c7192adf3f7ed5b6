import type { ReactNode } from 'react';

export interface CardProps {
  title?: ReactNode;
  /** Beside the title: a count, a state, a link. */
  aside?: ReactNode;
  children: ReactNode;
  as?: 'section' | 'article' | 'form';
  /** The page is about this card. */
  isPage?: boolean;
  onSubmit?: () => void;
}

export function Card({ title, aside, children, as: Element = 'section', isPage = false, onSubmit }: CardProps) {
  const submit = onSubmit && {
    onSubmit: (event: { preventDefault(): void }) => {
      event.preventDefault();
      onSubmit();
    },
  };
  const Title = isPage ? 'h1' : 'h2';
  return (
    <Element className="card" {...submit}>
      {title !== undefined && (
        <header>
          <Title>{title}</Title>
          {aside}
        </header>
      )}
      {children}
    </Element>
  );
}
