/** Writes the pages of the documentation site that come from what is built: contracts, events, errors, API, capacity. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadContract } from '@istsi/contracts';
import { costsFile } from '../../contracts/src/paths.ts';
import { eventDefinitions } from '../../integration/src/bus/event-schemas.ts';
import { builtSpecs } from '../../integration/src/bus/followed-contracts.ts';
import { describeApi } from '../../interfaces/api/src/index.ts';
import { apiPage, type OpenApiDocument } from './api-page.ts';
import { capacityPage } from './capacity-page.ts';
import { contractPage } from './contract-page.ts';
import { errorPage } from './error-page.ts';
import { eventPage } from './event-page.ts';
import { languageModelIndex } from './language-model-index.ts';

const docs = new URL('../../docs/', import.meta.url);
const write = (name: string, text: string): void => writeFileSync(new URL(`build/${name}`, docs), text);

const specs = builtSpecs();
for (const [name, spec] of Object.entries(specs)) {
  const hash = createHash('sha256')
    .update(loadContract(name as Parameters<typeof loadContract>[0]).wasm)
    .digest('hex');
  write(`contract-${name}.md`, contractPage(name, spec, hash));
}
write('errors.md', errorPage(specs));
write('events.md', eventPage(eventDefinitions(specs)));
write('api.md', apiPage((await describeApi('0')) as OpenApiDocument));
writeFileSync(new URL('operate/capacity.md', docs), capacityPage(JSON.parse(readFileSync(costsFile, 'utf8'))));
mkdirSync(new URL('public/', docs), { recursive: true });
writeFileSync(new URL('public/llms.txt', docs), languageModelIndex(docs, ['hold', 'operate', 'verify', 'build']));
