import { expect, test } from 'vitest';
import type { Shape } from '../api.ts';
import { judgeInbox } from './judge-inbox.ts';

const well: Shape<'Inbox'> = {
  ...{ address: 'GINBOX', status: 'active', most_held_sats: '10', balance_sats: '5', waiting_sats: '5' },
  ...{ expected_sats: '0', unexplained_sats: '0', receipts: { paid: 3, returned: 1 } },
};

test.each<[string, Partial<Shape<'Inbox'>>, [string, string][]]>([
  ['nothing is amiss', {}, [['good', 'Everything in it is somebody’s, and on its way']]],
  ['nothing is in it', { waiting_sats: '0', balance_sats: '0' }, [['good', 'Nothing waits in it']]],
  ['something just arrived', { unexplained_sats: '7' }, [['good', 'Everything in it is somebody’s, and on its way']]],
  ['some of it is gone', { unexplained_sats: '-1' }, [['bad', 'Less is in it than is waiting']]],
  ['it is not registered', { status: null }, [['bad', 'The registry does not know the inbox']]],
  ['it is under review', { status: 'under-review' }, [['bad', 'The registry has the inbox as under-review']]],
  ['people have to decide', { receipts: { kept: 1 } }, [['wait', '1 arrival is kept']]],
  [
    'all of it at once, the worst first',
    { unexplained_sats: '-1', status: 'frozen', receipts: { kept: 2 } },
    [
      ['bad', 'Less is in it than is waiting'],
      ['bad', 'The registry has the inbox as frozen'],
      ['wait', '2 arrivals are kept'],
    ],
  ],
])('%s', (_, change, said) => {
  expect(judgeInbox({ ...well, ...change }).map(({ tone, title }) => [tone, title])).toEqual(said);
});
