import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { storingContractNames } from '../../contracts/src/names.ts';

const runbooks = new URL('../runbooks/', import.meta.url);
const alarms = existsSync(runbooks)
  ? readdirSync(runbooks)
      .filter((file) => file.endsWith('.md') && file !== 'index.md')
      .map((file) => file.replace(/\.md$/, ''))
  : [];

const page = (text: string, link: string) => ({ text, link });

/** The documentation site: `npm run docs` builds it from these pages and from what the build says of itself. */
export default defineConfig({
  title: 'iSTSi',
  description: 'Bitcoin on Stellar that shows its reserves.',
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    nav: [page('Hold', '/hold/'), page('Operate', '/operate/'), page('Verify', '/verify/'), page('Build', '/build/')],
    sidebar: [
      {
        text: 'Hold',
        items: [
          page('What it is', '/hold/'),
          page('Deposit', '/hold/deposit'),
          page('Withdraw', '/hold/withdraw'),
          page('When it waits', '/hold/when-it-waits'),
        ],
      },
      {
        text: 'Operate',
        items: [
          page('A running system', '/operate/'),
          page('Configuration', '/configuration'),
          page('Deployment', '/operate/deployment'),
          page('Signers', '/operate/signers'),
          page('Governance', '/operate/governance'),
          page('An exchange', '/operate/exchange'),
          page('Upgrading', '/upgrading'),
          page('Capacity', '/operate/capacity'),
          page('Load', '/operate/load'),
          ...(alarms.length > 0
            ? [{ text: 'Runbooks', collapsed: true, items: alarms.map((alarm) => page(alarm, `/runbooks/${alarm}`)) }]
            : []),
        ],
      },
      {
        text: 'Verify',
        items: [
          page('What can be checked', '/verify/'),
          page('Proof of reserves', '/verify/reserves'),
          page('Proofs about the code', '/verify/proofs'),
          page('Threat model', '/verify/threat-model'),
        ],
      },
      {
        text: 'Build',
        items: [
          page('The API', '/build/'),
          page('API reference', '/build/api'),
          page('Events', '/build/events'),
          page('Webhooks', '/build/webhooks'),
          page('Signed requests', '/build/signed-requests'),
          page('Errors', '/build/errors'),
          page('Contracts in TypeScript', '/build/contracts-in-typescript'),
          {
            text: 'Contracts',
            collapsed: true,
            items: [
              ...storingContractNames.map((name) => page(name, `/build/contract-${name}`)),
              page('of accounts', '/build/contract-accounts'),
            ],
          },
        ],
      },
    ],
  },
});
