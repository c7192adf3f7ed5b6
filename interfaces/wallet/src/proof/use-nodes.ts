import type { EsploraFacts, StellarWord } from '@istsi/reserves/nodes';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { networkQuery } from '../queries.ts';
import { askBitcoinNode, askStellarNode, type GoodProof, type NodeAnswer } from './checked.ts';
import type { Word } from './verdict.ts';

/** A node that is asked about a proof, or is not. */
export interface AskedNode<F> {
  /** Whom the page may ask; the first is asked unless somebody names another. */
  allowed: readonly string[];
  url: string | undefined;
  /** Undefined: nobody. */
  ask: (url: string | undefined) => void;
  word: Word;
  answer: NodeAnswer<F> | undefined;
  /** Outputs that it was asked about so far. */
  progress: number;
}

export interface AskedNodes {
  stellar: AskedNode<StellarWord>;
  bitcoin: AskedNode<EsploraFacts>;
}

const once = { staleTime: Number.POSITIVE_INFINITY, retry: false, networkMode: 'always' } as const;

/** Asks both about a proof whose files hold together. */
export function useNodes(proof: GoodProof | undefined): AskedNodes {
  const network = useQuery(networkQuery);
  const { page_nodes: named = { stellar: [], bitcoin: [] }, contracts = {} } = network.data ?? {};
  const [progress, setProgress] = useState(0);
  const rpc = useChoice(named.stellar);
  const server = useChoice(named.bitcoin);
  const stellar = useQuery({
    ...{ ...once, queryKey: ['asked', 'stellar', proof?.id, rpc.url] },
    queryFn: ({ signal }) => {
      const expected = { reserve: contracts['reserve-manager'] ?? '', token: contracts['istsi-token'] ?? '' };
      return askStellarNode({ statement: proof!.statement, rpcUrl: rpc.url!, expected }, signal);
    },
    enabled: proof !== undefined && rpc.url !== undefined,
  });
  const bitcoin = useQuery({
    ...{ ...once, queryKey: ['asked', 'bitcoin', proof?.id, server.url] },
    queryFn: ({ signal }) => {
      setProgress(0);
      const { statement, outputs } = proof!;
      return askBitcoinNode({ statement, outputs, url: server.url! }, signal, setProgress);
    },
    enabled: proof !== undefined && server.url !== undefined,
  });
  return {
    stellar: {
      ...{ ...rpc, allowed: named.stellar, progress: 0, answer: heard(stellar) },
      word: wordOf(stellar, (facts) => (facts.recorded === 'newer' ? 'outdated' : 'good')),
    },
    bitcoin: {
      ...{ ...server, allowed: named.bitcoin, progress, answer: heard(bitcoin) },
      word: wordOf(bitcoin, () => 'good'),
    },
  };
}

/** What somebody chose, or the first that is named; asking the same again asks anew. */
function useChoice(allowed: readonly string[]) {
  const [chosen, setChosen] = useState<{ url: string | undefined }>();
  return {
    url: chosen ? chosen.url : allowed[0],
    ask: (url: string | undefined) => setChosen({ url }),
  };
}

interface Asked<F> {
  data: NodeAnswer<F> | undefined;
  isFetching: boolean;
  error: Error | null;
}

/** A worker that could not run is as silent as its node. */
const heard = <F>({ data, error }: Asked<F>): NodeAnswer<F> | undefined =>
  error ? { state: 'silent', reason: error.message } : data;

function wordOf<F>(asked: Asked<F>, judge: (facts: F) => Word): Word {
  if (asked.isFetching) return 'asking';
  const answer = heard(asked);
  if (!answer) return 'unasked';
  if (answer.state === 'silent') return 'silent';
  if (answer.mismatches.length > 0 || answer.facts === undefined) return 'bad';
  return judge(answer.facts);
}
