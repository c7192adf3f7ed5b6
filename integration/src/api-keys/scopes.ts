/** What a key may open, each with whose business it is by the access matrix. */
export const scopeOwners = {
  read: 'operator',
  operations: 'operator',
  events: 'operator',
  webhooks: 'operator',
  payments: 'operator',
  proofs: 'operator',
  alerts: 'operator',
  metrics: 'operator',
  audit: 'operator',
  pause: 'operator',
  identities: 'compliance',
  customers: 'compliance',
  returns: 'compliance',
  screening: 'compliance',
} as const;

export type ApiKeyScope = keyof typeof scopeOwners;
export const apiKeyScopes = Object.keys(scopeOwners) as [ApiKeyScope, ...ApiKeyScope[]];
