import type { Trace } from '../host/replay.ts';
import { FALSE, sym, TRUE, u32, u32Map, u32s } from '../host/values.ts';

export const MAP_TRACES: readonly Trace[] = [
  {
    name: 'map::map_put_has_and_get',
    given: { '#1': u32Map([1, 2], [2, 4]) },
    steps: [
      ['map_has', ['#1', u32(3)], FALSE, 171, 0],
      ['map_put', ['#1', u32(3), u32(6)], '#3', 1308, 168],
      ['map_has', ['#3', u32(3)], TRUE, 171, 0],
      ['map_get', ['#3', u32(3)], u32(6), 216, 0],
    ],
  },
  {
    name: 'map::map_put_insert_and_remove',
    given: {
      '#1': u32Map([1, 10], [3, 30]),
      '#9': u32Map([0, 0], [1, 10], [2, 20], [3, 30], [4, 40]),
      '#17': u32Map([1, 10], [3, 30]),
    },
    steps: [
      ['map_put', ['#1', u32(0), u32(0)], '#3', 1308, 168],
      ['map_put', ['#3', u32(2), u32(20)], '#5', 1317, 192],
      ['map_put', ['#5', u32(4), u32(40)], '#7', 1329, 216],
      ['obj_cmp', ['#9', '#7'], 0n, 297, 0],
      ['map_del', ['#7', u32(0)], '#11', 1318, 192],
      ['map_del', ['#11', u32(2)], '#13', 1309, 168],
      ['map_del', ['#13', u32(4)], '#15', 1297, 144],
      ['obj_cmp', ['#17', '#15'], 0n, 288, 0],
    ],
  },
  {
    name: 'map::map_iter_by_index',
    given: { '#1': u32Map([1, 2], [4, 8]) },
    steps: [
      ['map_key_by_pos', ['#1', u32(0)], u32(1), 165, 0],
      ['map_key_by_pos', ['#1', u32(1)], u32(4), 165, 0],
      ['map_key_by_pos', ['#1', u32(2)], 'Error(Object, IndexBounds)'],
      ['map_val_by_pos', ['#1', u32(0)], u32(2), 165, 0],
      ['map_val_by_pos', ['#1', u32(1)], u32(8), 165, 0],
      ['map_val_by_pos', ['#1', u32(2)], 'Error(Object, IndexBounds)'],
    ],
  },
  {
    name: 'map::hetro_map_iter_by_index',
    given: { '#1': u32Map([1, 2]), '#3': u32s(1) },
    steps: [
      ['map_new', [], '#5', 502, 80],
      ['map_put', ['#5', u32(2), u32(1)], '#7', 1284, 120],
      ['map_put', ['#7', '#1', u32(2)], '#9', 1596, 144],
      ['map_put', ['#9', '#3', u32(3)], '#11', 2088, 168],
      ['map_put', ['#11', sym('symbol'), u32(4)], '#13', 1797, 192],
      ['map_key_by_pos', ['#13', u32(4)], 'Error(Object, IndexBounds)'],
      ['map_key_by_pos', ['#13', u32(0)], u32(2), 165, 0],
      ['map_key_by_pos', ['#13', u32(1)], sym('symbol'), 165, 0],
      ['map_key_by_pos', ['#13', u32(2)], '#3', 225, 0],
      ['map_key_by_pos', ['#13', u32(3)], '#1', 225, 0],
      ['map_val_by_pos', ['#13', u32(4)], 'Error(Object, IndexBounds)'],
      ['map_val_by_pos', ['#13', u32(0)], u32(1), 165, 0],
      ['map_val_by_pos', ['#13', u32(1)], u32(4), 165, 0],
      ['map_val_by_pos', ['#13', u32(2)], u32(3), 165, 0],
      ['map_val_by_pos', ['#13', u32(3)], u32(2), 165, 0],
    ],
  },
  {
    name: 'map::map_keys',
    given: { '#9': u32s(1, 2) },
    steps: [
      ['map_new', [], '#1', 502, 80],
      ['map_put', ['#1', u32(2), u32(20)], '#3', 1284, 120],
      ['map_put', ['#3', u32(1), u32(10)], '#5', 1296, 144],
      ['map_keys', ['#5'], '#7', 1195, 112],
      ['obj_cmp', ['#7', '#9'], 0n, 330, 0],
    ],
  },
  {
    name: 'map::map_values',
    given: { '#9': u32s(10, 20) },
    steps: [
      ['map_new', [], '#1', 502, 80],
      ['map_put', ['#1', u32(2), u32(20)], '#3', 1284, 120],
      ['map_put', ['#3', u32(1), u32(10)], '#5', 1296, 144],
      ['map_values', ['#5'], '#7', 1195, 112],
      ['obj_cmp', ['#7', '#9'], 0n, 330, 0],
    ],
  },
];
