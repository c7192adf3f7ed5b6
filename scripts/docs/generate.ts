/** Writes the pages of the documentation site that come from what is built: contracts, events, errors, API, capacity. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type BuiltContractName, loadContract, storingContractNames } from '@istsi/contracts';
import { contract } from '@stellar/stellar-sdk';
import { costsFile } from '../../contracts/src/paths.ts';
import { eventDefinitions } from '../../integration/src/bus/event-schemas.ts';
import { builtSpecs } from '../../integration/src/bus/followed-contracts.ts';
import { describeApi } from '../../interfaces/api/src/index.ts';
import { apiPage, type OpenApiDocument } from './api-page.ts';
import { capacityPage } from './capacity-page.ts';
import { contractPage, pageOfSeveral } from './contract-page.ts';
import { errorPage } from './error-page.ts';
import { eventPage } from './event-page.ts';
import { languageModelIndex } from './language-model-index.ts';

const docs = new URL('../../docs/', import.meta.url);
const pageOf = (name: BuiltContractName): string => {
  const { wasm } = loadContract(name);
  return contractPage(name, contract.Spec.fromWasm(wasm), createHash('sha256').update(wasm).digest('hex'));
};
const write = (name: string, text: string): void => writeFileSync(new URL(`build/${name}`, docs), text);

const specs = builtSpecs();
for (const name of storingContractNames) write(`contract-${name}.md`, pageOf(name));
write(
  'contract-accounts.md',
  pageOfSeveral(
    'Contracts of accounts',
    'What signs instead of a key: a contract that only authorizes, the account of a holder whose key is a passkey, and a custodian that is a proof.',
    (['web-auth', 'passkey-account', 'spv-attestor'] as const).map(pageOf),
  ),
);
write('errors.md', errorPage(specs));
write('events.md', eventPage(eventDefinitions(specs)));
write('api.md', apiPage((await describeApi('0')) as OpenApiDocument));
writeFileSync(new URL('operate/capacity.md', docs), capacityPage(JSON.parse(readFileSync(costsFile, 'utf8'))));
mkdirSync(new URL('public/', docs), { recursive: true });
writeFileSync(
  new URL('public/llms.txt', docs),
  languageModelIndex(docs, ['hold', 'operate', 'verify', 'build', 'runbooks']),
);
