import type { ApiKeyScope } from '@istsi/integration';

/**
 * What a key of the API with each scope lets a program do, for who reads the help. Not from the API itself, which takes a while
 * to load: the first line of help is to come at once.
 */
export const scopeWords: Readonly<Record<ApiKeyScope, string>> = {
  read: 'see all operations, reconciliations and who was refused',
  operations: 'have an operation tried again, and books held against coins',
  events: 'stop, resume and replay readers of the event bus',
  webhooks: 'see and change where events are sent',
  payments: 'fetch a payment to be signed, bring signatures, cancel it',
  proofs: 'publish a proof of reserves',
  alerts: 'see, acknowledge and silence alerts, and change their rules',
  metrics: 'read all metrics and their history',
  audit: 'read the audit log',
  pause: 'stop the system (governance alone lets it run again)',
  identities: 'register people up to tier 2',
  customers: 'see customers and their documents, and review them up to tier 2',
  returns: 'have a deposit paid back, or hold it',
  screening: 'see the cases of the sanctions screening',
};

/** As the help of `istsi keys make` shows them. */
export function scopeHelp(): string {
  const width = Math.max(...Object.keys(scopeWords).map((name) => name.length)) + 2;
  const lines = Object.entries(scopeWords).map(([name, words]) => `  ${name.padEnd(width)}${words}`);
  return `\nScopes (the last four are the compliance officers’, the others the operators’; a key has those of one of them):\n${lines.join('\n')}`;
}
