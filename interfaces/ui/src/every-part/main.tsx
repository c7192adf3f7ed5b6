import '../style.css';
import './every-part.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Toasts } from '../parts/toast.tsx';
import { EveryPart } from './every-part.tsx';

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <Toasts>
      <EveryPart />
    </Toasts>
  </StrictMode>,
);
