import type { Trace } from '../host/replay.ts';
import { FALSE, sym, TRUE, u32, u64, VOID } from '../host/values.ts';

type Kind = 'temporary' | 'persistent' | 'instance';

/** Longest extension on the network: of the last ledger an entry may live to. */
const MAX_EXTENSION = 6_312_000 - 1;

/** An entry put, found, extended, changed and deleted. What that costs depends on the keys beside it. */
function storageTrace(kind: Kind, name: string): Trace {
  const type = sym(kind);
  const [short, long] = [sym('key_1'), sym('this_is_key_2')];
  const extend = (ledgers: number) => [short, type, u32(1), u32(ledgers)];
  const past = kind === 'temporary' ? 'Error(Storage, InvalidAction)' : VOID;
  const extensions: Trace['steps'] =
    kind === 'instance'
      ? [['extend_contract_data_ttl', extend(MAX_EXTENSION), 'Error(Storage, InvalidAction)']]
      : [
          ['extend_contract_data_ttl', extend(MAX_EXTENSION), VOID],
          ['extend_contract_data_ttl', extend(MAX_EXTENSION + 1), past],
        ];
  return {
    name: `storage::${name}`,
    given: {},
    steps: [
      ['has_contract_data', [short, type], FALSE],
      ['get_contract_data', [short, type], 'Error(Storage, MissingValue)'],
      ['put_contract_data', [short, u64(1234n), type], VOID],
      ['has_contract_data', [short, type], TRUE],
      ...extensions,
      ['put_contract_data', [long, u64(2n ** 64n - 1n), type], VOID],
      ['has_contract_data', [long, type], TRUE],
      ['get_contract_data', [short, type], u64(1234n)],
      ['get_contract_data', [long, type], u64(2n ** 64n - 1n)],
      ['put_contract_data', [long, u64(4321n), type], VOID],
      ['get_contract_data', [long, type], u64(4321n)],
      ['del_contract_data', [short, type], VOID],
      ['del_contract_data', [short, type], VOID],
      ['has_contract_data', [short, type], FALSE],
      ['has_contract_data', [long, type], TRUE],
    ],
  };
}

export const STORAGE_TRACES: readonly Trace[] = [
  storageTrace('persistent', 'test_persistent_storage'),
  storageTrace('temporary', 'test_temp_storage'),
  storageTrace('instance', 'test_instance_storage'),
];
