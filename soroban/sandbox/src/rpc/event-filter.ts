import { StrKey, xdr } from '@stellar/stellar-sdk';
import type { LedgerEvent } from '../ledger/ledger-events.ts';
import { RpcError } from './json-rpc.ts';
import { optionalList, optionalText, type Params } from './params.ts';

const MAX_FILTERS = 5;
const MAX_CONTRACTS = 5;
const MAX_TOPIC_FILTERS = 5;
const MAX_TOPICS = 4;
const ANY = '*';
const ANY_NUMBER = '**';

/** What `getEvents` selects by; an empty part selects everything. */
export type EventFilter = {
  readonly types: ReadonlySet<string>;
  readonly contractIds: ReadonlySet<string>;
  readonly topics: readonly TopicFilter[];
};
/** `ScVal`s in base64, `undefined` for any value; `open` allows further topics. */
type TopicFilter = { readonly segments: readonly (string | undefined)[]; readonly open: boolean };

export function readFilters(filters: readonly unknown[]): EventFilter[] {
  if (filters.length > MAX_FILTERS) throw new RpcError('invalidParams', 'maximum 5 filters per request');
  return filters.map((filter, index) => {
    try {
      return readFilter(filter as Params);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RpcError('invalidParams', `filter ${index + 1} invalid: ${reason}`);
    }
  });
}

function readFilter(filter: Params): EventFilter {
  const types = new Set((optionalText(filter, 'type') ?? '').split(',').filter((type) => type !== ''));
  if ([...types].some((type) => type !== 'system' && type !== 'contract')) {
    throw new Error("filter type invalid: if set, type must be either 'system' or 'contract'");
  }
  const contractIds = optionalList(filter, 'contractIds').map(String);
  if (contractIds.length > MAX_CONTRACTS) throw new Error('maximum 5 contract IDs per filter');
  contractIds.forEach((id, index) => {
    if (!StrKey.isValidContract(id)) throw new Error(`contract ID ${index + 1} invalid`);
  });
  const topics = optionalList(filter, 'topics');
  if (topics.length > MAX_TOPIC_FILTERS) throw new Error('maximum 5 topics per filter');
  return { types, contractIds: new Set(contractIds), topics: topics.map(readTopicFilter) };
}

function readTopicFilter(topic: unknown, index: number): TopicFilter {
  const invalid = (reason: string) => new Error(`topic ${index + 1} invalid: ${reason}`);
  if (!Array.isArray(topic) || topic.length === 0) throw invalid('topic must have at least 1 segment');
  const open = topic[topic.length - 1] === ANY_NUMBER;
  const segments: unknown[] = open ? topic.slice(0, -1) : topic;
  if (segments.length > MAX_TOPICS) throw invalid(`topic cannot have more than ${MAX_TOPICS} segments`);
  return {
    open,
    segments: segments.map((segment, position) => {
      if (segment === ANY) return undefined;
      if (segment === ANY_NUMBER) {
        throw invalid(`segment ${position + 1} invalid: wildcard '**' is only allowed as the last segment`);
      }
      try {
        return xdr.ScVal.fromXdr(String(segment), 'base64').toXdr('base64');
      } catch {
        throw invalid(`segment ${position + 1} invalid: neither a wildcard nor an ScVal`);
      }
    }),
  };
}

export function matchesFilters(event: LedgerEvent, filters: readonly EventFilter[]): boolean {
  return filters.length === 0 || filters.some((filter) => matchesFilter(event, filter));
}

function matchesFilter(event: LedgerEvent, { types, contractIds, topics }: EventFilter): boolean {
  return (
    (types.size === 0 || types.has(event.type)) &&
    (contractIds.size === 0 || contractIds.has(event.contractId)) &&
    (topics.length === 0 || topics.some((topic) => matchesTopics(event.topics, topic)))
  );
}

function matchesTopics(topics: readonly string[], { segments, open }: TopicFilter): boolean {
  const fits = open ? topics.length >= segments.length : topics.length === segments.length;
  return fits && segments.every((segment, index) => segment === undefined || segment === topics[index]);
}
