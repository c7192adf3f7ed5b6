import { networks, parseDescriptor } from '@istsi/bitcoin-custody';
import { askGuardian, openPair } from '@istsi/integration';
import { readSecret, type SecretReference } from '../settings/secret.ts';
import type { SystemSettings } from '../settings/system-settings.ts';
import { mainnetRefusals } from '../system/mainnet.ts';
import { readManifest } from '../system/manifest-file.ts';
import { resolveStellar } from '../system/networks.ts';
import { readServiceKeys } from '../system/service-keys.ts';
import {
  checkCollector,
  checkDatabase,
  checkEndpoint,
  checkExplorer,
  checkNode,
  checkRelay,
  type Finding,
  look,
} from './look.ts';

const HERE = 'not named: `istsi up` starts it on this machine';
/** What a program that has to prove itself presents: short ones are guessed. */
const LEAST_SECRET = 16;

/** Looks at what `istsi.json` names, as `istsi up` would; nothing is started or changed. No finding shows a secret. */
export async function checkSettings(settings: SystemSettings): Promise<Finding[]> {
  const findings = await Promise.all([
    ...checkDatabaseAndStellar(settings),
    ...checkBitcoin(settings),
    ...checkCustody(settings),
    ...checkKeys(settings),
    checkGuardian(settings),
    ...checkQuotes(settings),
    ...checkRelay(settings.nats),
    ...checkCollector(settings.tracing),
  ]);
  const refusals = await mainnetRefusals(settings).catch(() => []);
  return [...findings, ...refusals];
}

const secretOrUrl = (value: string | SecretReference): string =>
  typeof value === 'string' ? value : readSecret(value);

const here = (field: string): Promise<Finding> => Promise.resolve({ field, detail: HERE });

function checkDatabaseAndStellar({ database, stellar, manifest }: SystemSettings): Promise<Finding>[] {
  const { url } = database ?? {};
  const { rpcUrl, second, ...expected } = stellar ?? {};
  const networkOf = async (server: string): Promise<string> => {
    const { networkPassphrase } = await resolveStellar({ rpcUrl: server, ...expected });
    const known = manifest === undefined ? undefined : readManifest(manifest).networkPassphrase;
    if (known !== undefined && known !== networkPassphrase)
      throw new Error(`it is of "${networkPassphrase}", and the manifest of "${known}"`);
    return `"${networkPassphrase}"`;
  };
  return [
    url === undefined ? here('database') : look('database.url', () => asked(() => checkDatabase(secretOrUrl(url)))),
    rpcUrl === undefined ? here('stellar') : look('stellar.rpcUrl', () => networkOf(rpcUrl)),
    ...(second ? [look('stellar.second', () => networkOf(second.rpcUrl))] : []),
    ...(manifest === undefined ? [] : [look('manifest', () => asked(() => routerIn(manifest)))]),
  ];
}

function checkBitcoin({ bitcoin = {} }: SystemSettings): Promise<Finding>[] {
  const network = networks[bitcoin.network ?? 'regtest'];
  const { rpcUrl, cookieFile, second, esploraUrl } = bitcoin;
  if (rpcUrl === undefined) return [here('bitcoin')];
  return [
    look('bitcoin.rpcUrl', () => asked(() => checkNode(secretOrUrl(rpcUrl), cookieFile, network))),
    ...(second
      ? [look('bitcoin.second', () => asked(() => checkNode(secretOrUrl(second.rpcUrl), second.cookieFile, network)))]
      : []),
    ...(esploraUrl === undefined ? [] : [look('bitcoin.esploraUrl', () => checkExplorer(esploraUrl, network))]),
  ];
}

function checkQuotes({ quotes }: SystemSettings): Promise<Finding>[] {
  if (!quotes) return [];
  return [
    look('quotes', () => {
      const { asset, currency, validSeconds } = openPair(quotes);
      return Promise.resolve(`${asset.id} in ${currency.id}, quotes of ${validSeconds} seconds`);
    }),
  ];
}

function checkCustody({ custody, signers, bitcoin }: SystemSettings): Promise<Finding>[] {
  if (!custody || !signers) return [here('signers')];
  const network = networks[bitcoin?.network ?? 'regtest'];
  return [
    ...custody.descriptors.map((text, index) =>
      look(`custody.descriptors.${index}`, () =>
        asked(() => {
          parseDescriptor(text, network);
          return `of ${network.name}`;
        }),
      ),
    ),
    ...signers.map(({ token, ...signer }, index) =>
      look(`signers.${index}`, () => asked(() => checkEndpoint({ ...signer, token: readSecret(token) }))),
    ),
  ];
}

function checkKeys({ keys, api }: SystemSettings): Promise<Finding>[] {
  const apiKeys = api?.keys;
  return [
    keys
      ? look('keys', () => asked(() => `${2 + readServiceKeys(keys).channels.length} keys`))
      : Promise.resolve({ field: 'keys', detail: 'not named: `istsi up` makes them and keeps them in keys.json' }),
    ...(apiKeys ? [look('api.keys', () => asked(() => checkApiKeys(apiKeys)))] : []),
  ];
}

async function checkGuardian({ guardian, manifest }: SystemSettings): Promise<Finding> {
  if (!guardian) return { field: 'guardian', detail: 'not named: `istsi up` starts one beside what it deploys' };
  return await look('guardian', () =>
    asked(async () => {
      const router = manifest === undefined ? undefined : readManifest(manifest).contracts['integration-router'].id;
      const { facts, error } = await askGuardian(guardian, router, Date.now());
      if (error !== undefined || !facts) throw new Error(error ?? 'it does not answer');
      return `is ${facts.state}, signed by ${guardian.address}`;
    }),
  );
}

function checkApiKeys(keys: Record<'operator' | 'compliance', SecretReference>): string {
  const [operator, compliance] = [readSecret(keys.operator), readSecret(keys.compliance)];
  if (operator.length < LEAST_SECRET || compliance.length < LEAST_SECRET)
    throw new Error(`one of them has fewer than ${LEAST_SECRET} characters`);
  if (operator === compliance) throw new Error('both are the same: whoever may do the one may do the other');
  return 'two keys';
}

const routerIn = (manifest: string): string => `router ${readManifest(manifest).contracts['integration-router'].id}`;

/** What is thrown before anything is asked is a finding too. */
const asked = async <T>(check: () => T | Promise<T>): Promise<T> => await check();
