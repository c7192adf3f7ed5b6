import type { Trace } from '../host/replay.ts';
import { u32, u32s, VOID } from '../host/values.ts';

export const VEC_TRACES: readonly Trace[] = [
  {
    name: 'vec::vec_as_seen_by_host',
    given: { '#1': u32s(1), '#3': u32s(1) },
    steps: [['obj_cmp', ['#1', '#3'], 0n, 328, 0]],
  },
  {
    name: 'vec::vec_new',
    given: {},
    steps: [
      ['vec_new', [], '#1', 502, 80],
      ['vec_len', ['#1'], u32(0), 120, 0],
    ],
  },
  {
    name: 'vec::vec_front_and_back',
    given: { '#1': u32s(1, 2, 3) },
    steps: [
      ['vec_front', ['#1'], u32(1), 163, 0],
      ['vec_back', ['#1'], u32(3), 163, 0],
    ],
  },
  {
    name: 'vec::empty_vec_front',
    given: { '#1': u32s() },
    steps: [['vec_front', ['#1'], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::empty_vec_back',
    given: { '#1': u32s() },
    steps: [['vec_back', ['#1'], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::vec_put_and_get',
    given: { '#1': u32s(1, 2, 3) },
    steps: [
      ['vec_put', ['#1', u32(1), u32(9)], '#3', 1192, 120],
      ['vec_get', ['#3', u32(1)], u32(9), 163, 0],
    ],
  },
  {
    name: 'vec::vec_push_pop_and_len',
    given: { '#1': u32s() },
    steps: [
      ['vec_len', ['#1'], u32(0), 120, 0],
      ['vec_push_back', ['#1', u32(1)], '#3', 1145, 104],
      ['vec_push_back', ['#3', u32(2)], '#5', 1147, 112],
      ['vec_len', ['#5'], u32(2), 120, 0],
      ['vec_pop_back', ['#5'], '#7', 1145, 104],
      ['vec_len', ['#7'], u32(1), 120, 0],
      ['vec_pop_back', ['#7'], '#9', 1143, 96],
      ['vec_len', ['#9'], u32(0), 120, 0],
    ],
  },
  {
    name: 'vec::vec_pop_empty_vec',
    given: { '#1': u32s() },
    steps: [['vec_pop_back', ['#1'], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::vec_push_pop_front',
    given: { '#1': u32s(), '#9': u32s(3, 2, 1), '#13': u32s(2, 1) },
    steps: [
      ['vec_push_front', ['#1', u32(1)], '#3', 1145, 104],
      ['vec_push_front', ['#3', u32(2)], '#5', 1147, 112],
      ['vec_push_front', ['#5', u32(3)], '#7', 1149, 120],
      ['obj_cmp', ['#7', '#9'], 0n, 332, 0],
      ['vec_pop_front', ['#7'], '#11', 1147, 112],
      ['obj_cmp', ['#11', '#13'], 0n, 330, 0],
      ['vec_pop_front', ['#11'], '#15', 1145, 104],
      ['vec_pop_front', ['#15'], '#17', 1143, 96],
      ['vec_pop_front', ['#17'], 'Error(Object, IndexBounds)'],
    ],
  },
  {
    name: 'vec::vec_get_out_of_bound',
    given: { '#1': u32s(1, 2, 3) },
    steps: [['vec_get', ['#1', u32(3)], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::vec_del_and_cmp',
    given: { '#1': u32s(1, 2, 3), '#5': u32s(1, 3) },
    steps: [
      ['vec_del', ['#1', u32(1)], '#3', 1147, 112],
      ['obj_cmp', ['#3', '#5'], 0n, 330, 0],
    ],
  },
  {
    name: 'vec::vec_del_out_of_bound',
    given: { '#1': u32s(1, 2, 3) },
    steps: [['vec_del', ['#1', u32(3)], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::vec_slice_and_cmp',
    given: { '#1': u32s(1, 2, 3), '#5': u32s(2, 3) },
    steps: [
      ['vec_slice', ['#1', u32(1), u32(3)], '#3', 1147, 112],
      ['obj_cmp', ['#3', '#5'], 0n, 330, 0],
      ['vec_slice', ['#1', u32(0), u32(3)], '#7', 1149, 120],
      ['obj_cmp', ['#7', '#1'], 0n, 332, 0],
    ],
  },
  {
    name: 'vec::vec_slice_start_equal_to_end',
    given: { '#1': u32s(1, 2, 3) },
    steps: [['vec_slice', ['#1', u32(1), u32(1)], '#3', 1143, 96]],
  },
  {
    name: 'vec::vec_slice_start_greater_than_end',
    given: { '#1': u32s(1, 2, 3) },
    steps: [['vec_slice', ['#1', u32(2), u32(1)], 'Error(Object, InvalidInput)']],
  },
  {
    name: 'vec::vec_slice_start_out_of_bound',
    given: { '#1': u32s(1, 2, 3) },
    steps: [['vec_slice', ['#1', u32(0), u32(4)], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::vec_slice_end_out_of_bound',
    given: { '#1': u32s(1, 2, 3) },
    steps: [['vec_slice', ['#1', u32(0), u32(4)], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::vec_insert_and_cmp',
    given: { '#1': u32s(2), '#5': u32s(1, 2), '#9': u32s(1, 2, 3), '#13': u32s(1, 2, 4, 3) },
    steps: [
      ['vec_insert', ['#1', u32(0), u32(1)], '#3', 1147, 112],
      ['obj_cmp', ['#3', '#5'], 0n, 330, 0],
      ['vec_insert', ['#3', u32(2), u32(3)], '#7', 1149, 120],
      ['obj_cmp', ['#7', '#9'], 0n, 332, 0],
      ['vec_insert', ['#7', u32(2), u32(4)], '#11', 1151, 128],
      ['obj_cmp', ['#11', '#13'], 0n, 334, 0],
    ],
  },
  {
    name: 'vec::vec_insert_out_of_bound',
    given: { '#1': u32s(1, 2, 3) },
    steps: [['vec_insert', ['#1', u32(4), u32(9)], 'Error(Object, IndexBounds)']],
  },
  {
    name: 'vec::vec_append',
    given: { '#1': u32s(1, 2, 3), '#3': u32s(4, 5, 6), '#7': u32s(1, 2, 3, 4, 5, 6) },
    steps: [
      ['vec_append', ['#1', '#3'], '#5', 1275, 144],
      ['obj_cmp', ['#5', '#7'], 0n, 338, 0],
    ],
  },
  {
    name: 'vec::vec_append_empty',
    given: { '#1': u32s() },
    steps: [
      ['vec_append', ['#1', '#1'], '#3', 1263, 96],
      ['obj_cmp', ['#1', '#3'], 0n, 326, 0],
    ],
  },
  {
    name: 'vec::vec_index_of',
    given: { '#1': u32s(3, 4, 2, 2, 2, 5) },
    steps: [
      ['vec_first_index_of', ['#1', u32(2)], u32(2), 168, 0],
      ['vec_last_index_of', ['#1', u32(2)], u32(4), 168, 0],
      ['vec_first_index_of', ['#1', u32(1)], VOID, 168, 0],
      ['vec_last_index_of', ['#1', u32(1)], VOID, 168, 0],
    ],
  },
  {
    name: 'vec::vec_binary_search',
    given: { '#1': u32s(1, 2, 4, 5, 7, 9) },
    steps: [
      ['vec_binary_search', ['#1', u32(7)], 4294967300n, 166, 0],
      ['vec_binary_search', ['#1', u32(4)], 4294967298n, 166, 0],
      ['vec_binary_search', ['#1', u32(3)], 2n, 166, 0],
      ['vec_binary_search', ['#1', u32(6)], 4n, 166, 0],
    ],
  },
];
