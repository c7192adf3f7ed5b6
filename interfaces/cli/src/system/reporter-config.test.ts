import { expect, test } from 'vitest';
import { type ReporterConfig, requireProcessOfItsOwn } from './reporter-config.ts';

const ofFile = { feed: { local: 'price.json' } };
const ofMarkets: Pick<ReporterConfig, 'feed'> = {
  feed: { tickers: ['kraken', 'coinbase', 'coingecko'], oracles: [], rules: {} },
};

test.each<[string, Pick<ReporterConfig, 'feed'>[]]>([
  ['one that reads markets', [ofMarkets]],
  ['one that reads a file', [ofFile]],
  ['three that read a file', [ofFile, ofFile, ofFile]],
])('a process runs %s', (_, configs) => {
  expect(() => requireProcessOfItsOwn(configs)).not.toThrow();
});

test.each<[string, Pick<ReporterConfig, 'feed'>[]]>([
  ['three that read markets', [ofMarkets, ofMarkets, ofMarkets]],
  ['one that reads markets beside two that read a file', [ofFile, ofFile, ofMarkets]],
])('no process runs %s: whoever has it would have the quorum', (_, configs) => {
  expect(() => requireProcessOfItsOwn(configs)).toThrow(expect.objectContaining({ code: 'cli/bad-configuration' }));
});
