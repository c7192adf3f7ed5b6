import { Toast as Base } from '@base-ui/react/toast';
import type { ReactNode } from 'react';
import { words } from '../words.ts';
import type { Tone } from './notice.tsx';

/** Below it, `useToast` tells of what happened elsewhere than where one looks. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Base.Provider>
      {children}
      <Base.Portal>
        <Base.Viewport className="toasts" aria-label={words.notifications}>
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function List() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className={`toast ${toast.type ?? 'plain'}`}>
      <Base.Content>
        <Base.Title />
        <Base.Description />
      </Base.Content>
      <Base.Close className="button quiet" aria-label={words.dismiss}>
        <span aria-hidden="true">✕</span>
      </Base.Close>
    </Base.Root>
  ));
}

export function useToast(): (title: string, tone?: Tone, description?: string) => void {
  const { add } = Base.useToastManager();
  return (title, tone = 'plain', description) => {
    add({ title, type: tone, ...(description !== undefined && { description }) });
  };
}
