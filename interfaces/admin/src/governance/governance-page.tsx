import { Amount, Badge, Card, type Column, Hash, Table } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { type Governance, governanceQuery } from '../api.ts';
import { messages } from '../messages.ts';
import { useMay } from '../session/session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Pause } from './pause.tsx';
import { ProposalForm } from './proposal-form.tsx';
import { ProposalList } from './proposal-list.tsx';

const { governance: say } = messages;

/** Who decides, what is being decided, and what it takes. */
export function GovernancePage() {
  const governance = useQuery(governanceQuery);
  const mayPropose = useMay('propose');
  const mayPause = useMay('pause');
  return (
    <>
      <PageTitle title={say.title}>{governance.data && say.rules(governance.data.rules)}</PageTitle>
      <Loaded query={governance} lines={8}>
        {(found) => (
          <div className="columns">
            <div className="stack">
              <Card title={say.proposals} aside={<span className="num">{found.proposals.length}</span>}>
                <ProposalList proposals={found.proposals} />
              </Card>
              <People governance={found} />
              <Limits limits={found.limits} />
            </div>
            <div className="stack">
              <Pause governance={found} mayPause={mayPause} />
              {mayPropose && <ProposalForm />}
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}

function People({ governance: { people, custodians } }: { governance: Governance }) {
  return (
    <Card title={say.people}>
      <ul className="people">
        {people.map(({ address, roles }) => (
          <li key={address}>
            <Hash value={address} what={say.address} ends={6} />
            <span className="badges">
              {roles.map((role) => (
                <Badge key={role}>{messages.roles[role]}</Badge>
              ))}
            </span>
          </li>
        ))}
        {custodians.addresses.map((address) => (
          <li key={address}>
            <Hash value={address} what={say.address} ends={6} />
            <span className="badges">
              <Badge>{say.custodian(custodians.threshold, custodians.addresses.length)}</Badge>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Limit = Governance['limits'][number];
const KINDS = 4;

/** What a tier may do alike is one row. */
function merged(limits: readonly Limit[]): Limit[] {
  const rows: (Limit & { operations: string[] })[] = [];
  for (const limit of limits) {
    const { tier, operation, per_operation_sats, daily_sats, monthly_sats } = limit;
    const alike = rows.find(
      (row) =>
        row.tier === tier &&
        row.per_operation_sats === per_operation_sats &&
        row.daily_sats === daily_sats &&
        row.monthly_sats === monthly_sats,
    );
    if (alike) alike.operations.push(operation);
    else rows.push({ ...limit, operations: [operation] });
  }
  return rows.map(({ operations, ...row }) => ({
    ...row,
    operation: (operations.length === KINDS ? say.everyKind : operations.join(', ')) as Limit['operation'],
  }));
}

const columns: readonly Column<Limit>[] = [
  { id: 'tier', head: say.tier, cell: ({ tier }) => <span className="num">{tier}</span> },
  { id: 'operation', head: say.operation, cell: ({ operation }) => operation },
  { id: 'once', head: say.once, end: true, cell: ({ per_operation_sats }) => <Limited sats={per_operation_sats} /> },
  { id: 'day', head: say.day, end: true, extra: true, cell: ({ daily_sats }) => <Limited sats={daily_sats} /> },
  { id: 'month', head: say.month, end: true, extra: true, cell: ({ monthly_sats }) => <Limited sats={monthly_sats} /> },
];

/** What is more than there will ever be is no limit. */
const UNLIMITED = 2_100_000_000_000_000n;

function Limited({ sats }: { sats: string }) {
  const amount = BigInt(sats);
  if (amount === 0n) return <span className="soft">{say.nothing}</span>;
  return amount >= UNLIMITED ? <span className="soft">{say.unlimited}</span> : <Amount sats={amount} unit="none" />;
}

function Limits({ limits }: { limits: Governance['limits'] }) {
  return (
    <Card title={say.limits}>
      <Table
        caption={say.limits}
        columns={columns}
        rows={merged(limits)}
        keyOf={({ tier, operation }) => `${tier} ${operation}`}
        empty={say.nothing}
      />
    </Card>
  );
}
