import '@istsi/ui/without-eval';
import '@istsi/ui/style.css';
import './page.css';
import { ApiFailure } from '@istsi/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AccountKept } from './account/account.tsx';
import { keepLastKnown } from './offline/last-known.ts';
import { openOffline } from './offline/open-offline.ts';
import { router } from './router.tsx';

const MOST_RETRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    // What the API refused it refuses again; what was not answered may be, a moment later.
    queries: { retry: (count, error) => count < MOST_RETRIES && error instanceof ApiFailure && error.isUnanswered },
  },
});

keepLastKnown(queries, localStorage, () => navigator.onLine);
openOffline();

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <AccountKept>
        <RouterProvider router={router} />
      </AccountKept>
    </QueryClientProvider>
  </StrictMode>,
);
