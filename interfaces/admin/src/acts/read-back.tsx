import type { PromisedCall } from '@istsi/client/signing';
import { Facts, Hash, Moment, Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { knownNetwork, type Shape, statusQuery } from '../api.ts';
import { decodedValues } from '../governance/action-fields.ts';
import { messages } from '../messages.ts';
import type { ActRequest } from './act-dialog.tsx';
import { type ActCall, callOfAct, isSameDecision } from './promised-act.ts';

const { readBack: say } = messages;

/** What is read out of the prepared transaction; `problem` where it is to be signed by nobody. */
export interface ReadBack {
  problem: string | undefined;
  call: ActCall | undefined;
  networkPassphrase: string;
  /** What is signed, computed here. */
  hash: string;
}

/** A proposal's payload, as the ledger has it. */
export type Decided = Pick<Shape<'Proposal'>, 'action' | 'values'>;

interface ReadBackOf {
  account: string;
  request: ActRequest;
  decides: Decided | undefined;
  prepared: Shape<'PreparedAct'> | undefined;
}

/** Reads what the service prepared, and holds it against what this page asked for, in the contracts that this browser knows. */
export function useReadBack({ account, request, decides, prepared }: ReadBackOf) {
  return useQuery({
    queryKey: ['read-back', account, request, decides, prepared?.envelope],
    queryFn: async (): Promise<ReadBack> => {
      const [network, { differenceFrom, hashOf }] = await Promise.all([
        knownNetwork(),
        import('@istsi/client/signing'),
      ]);
      const networkPassphrase = network.stellar.network_passphrase;
      const call = callOfAct(account, request);
      const read = { call, networkPassphrase, hash: '' };
      const [change] = network.changes;
      if (change) return { ...read, problem: say.otherSystem(change.mark) };
      if (!call || !prepared) return { ...read, problem: say.unreadable };
      if ('id' in request && !isSameDecision(decides, prepared.decides))
        return { ...read, problem: say.otherProposal(String(request.id)) };
      const promised: PromisedCall = {
        ...{ networkPassphrase, source: account, contract: network.contracts[call.contract] ?? '' },
        ...{ entry: call.entry, args: call.args },
        ...{ feeStroops: prepared.stellar_fee_stroops, validUntil: prepared.valid_until },
      };
      const problem = differenceFrom(prepared.envelope, promised);
      return problem === undefined
        ? { ...read, problem, hash: hashOf(prepared.envelope, networkPassphrase) }
        : { ...read, problem };
    },
    enabled: prepared !== undefined,
    ...{ refetchInterval: false, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  });
}

/** In the contract's own words: what a signature would authorize, and nothing beside it. */
export function WhatIsSigned({ read, prepared }: { read: ReadBack; prepared: Shape<'PreparedAct'> }) {
  const { call, problem } = read;
  if (problem !== undefined || !call) {
    return (
      <Notice tone="bad" title={say.differs}>
        {problem ?? say.unreadable}
      </Notice>
    );
  }
  const isProposal = call.entry === 'approve' || call.entry === 'execute' || call.entry === 'cancel';
  return (
    <>
      <p className="checked small">✓ {say.same}</p>
      <details className="small">
        <summary>{say.details}</summary>
        <Facts
          rows={[
            [say.call, <code key="call" className="hash">{`${call.contract} ${call.entry}`}</code>],
            ...call.args.map((value, place) => {
              const name = say.argument(place + 1);
              return [name, <Value key={name} value={value} />] as const;
            }),
            [
              say.fee,
              <span key="fee" className="num">
                {say.stroops(prepared.stellar_fee_stroops)}
              </span>,
            ],
            [say.until, <Moment key="until" at={prepared.valid_until} />],
            [say.hash, <Hash key="hash" value={read.hash} what={say.hash} ends={8} />],
          ]}
        />
      </details>
      {isProposal && prepared.decides && <WhatIsDecided id={String(call.args[1])} decided={prepared.decides} />}
    </>
  );
}

/** What a signature names by its number alone: its payload, and how many servers of the ledger were asked for it. */
function WhatIsDecided({ id, decided: { action, values } }: { id: string; decided: Decided }) {
  const { data: status } = useQuery(statusQuery);
  return (
    <>
      <Facts
        rows={[
          [
            say.proposalIs(id),
            <code key="action" className="hash">
              {action}
            </code>,
          ],
          // The values as the ledger has them: they are compared with what another server says.
          ...decodedValues(action, values).map(({ name: known }, place) => {
            const name = known ?? say.value(place + 1);
            return [name, <Value key={name} value={values[place]} />] as const;
          }),
        ]}
      />
      <p className="small soft">
        {status && `${say.asked(status.stellar.views)} `}
        {say.onlyANumber(id)}
      </p>
    </>
  );
}

const Value = ({ value }: { value: unknown }) => (
  <code className="hash">{typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>
);
