import '@istsi/ui/style.css';
import { createRoot } from 'react-dom/client';
import { messages } from './messages.ts';

createRoot(document.getElementById('page')!).render(<main>{messages.name}</main>);
