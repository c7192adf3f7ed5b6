import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/*
 * Every capability of the API is one of the command's. What it asks stands in its sources as the method and the path of a call
 * of the typed client; the way of `istsi api` is for what somebody else's release has, and the demo's is a show: neither counts.
 */
const sources = fileURLToPath(new URL('.', import.meta.url));
const description = new URL('../../client/src/generated/openapi.json', import.meta.url);

const inBrowser = 'a security key or a passkey answers to a browser';
const onNode = '`istsi bitcoin` asks the node itself; newcomers are who opens the pages';
const byWallet =
  'for the wallet of who is signed in; `governance`, `identities` and `deposits` sign such an act with a key file';
/** What no command asks, and why. */
const without: Record<string, string> = {
  'POST /v1/acts': byWallet,
  'POST /v1/acts/prepare': byWallet,
  'POST /v1/local/bitcoin': onNode,
  'POST /v1/local/bitcoin-addresses': onNode,
  'POST /v1/local/blocks': onNode,
  'POST /v1/local/newcomers': onNode,
  'POST /v1/resume': 'it is always refused; `istsi resume` decides with keys of governance',
  'POST /v1/security-keys': inBrowser,
  'POST /v1/security-keys/challenge': inBrowser,
  'POST /v1/sessions/current/challenge': inBrowser,
  'POST /v1/sessions/current/second-factor': inBrowser,
  'POST /v1/sponsorship/passkey-accounts': inBrowser,
};

const { paths } = JSON.parse(readFileSync(description, 'utf8')) as { paths: Record<string, Record<string, unknown>> };
const operations = Object.entries(paths)
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, methods]) =>
    ['get', 'post', 'put', 'delete', 'patch']
      .filter((method) => method in methods)
      .map((method) => `${method.toUpperCase()} ${path}`),
  );

const asked = new Set(
  readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|^demo\/|^commands\/ask-api\.ts$/.test(file))
    .map((file) => readFileSync(`${sources}/${file}`, 'utf8'))
    .flatMap((text) => [
      ...[...text.matchAll(/\.(GET|POST|PUT|DELETE|PATCH)\(\s*'(\/v1\/[^']+)'/g)].map(
        ([, method, path]) => `${method} ${path}`,
      ),
      // Streams are followed and not called.
      ...[...text.matchAll(/'(\/v1\/[^']+\/events)'/g)].map(([, path]) => `GET ${path}`),
    ]),
);

test('the description has all of /v1', () => {
  expect(operations.length).toBeGreaterThan(125);
});

test('every operation of the API is asked by a command, or a reason stands why not', () => {
  expect(operations.filter((operation) => !asked.has(operation) && !(operation in without))).toEqual([]);
});

test('what a reason stands for is there, and no command asks it', () => {
  expect(Object.keys(without).filter((operation) => !operations.includes(operation) || asked.has(operation))).toEqual(
    [],
  );
});
