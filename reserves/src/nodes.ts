/** What a browser can ask nodes itself: `fetch`, and nothing of Node. What they answer is their word; who is asked is the reader's choice. */
export { askEsplora, type EsploraFacts } from './ask-esplora.ts';
export { askStellar, type StellarWord } from './ask-stellar.ts';
