import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { messages } from '../messages.ts';

const { search: say } = messages;

/** One box for everything that has a name; `/` leads to it. */
export function SearchBox() {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  return (
    <search className="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const q = text.trim();
          if (q !== '') void navigate({ to: '/search', search: { q } });
        }}
      >
        <input
          ref={input}
          type="search"
          aria-label={say.label}
          placeholder={say.placeholder}
          value={text}
          maxLength={120}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </search>
  );
}
