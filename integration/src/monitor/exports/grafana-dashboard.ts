import {
  type MetricDefinition,
  type MetricGroup,
  type MetricName,
  metricDefinitions,
  metricNames,
} from '../metric-definitions.ts';

const groups = { operational: 'Operations', business: 'Business', security: 'Security' } satisfies Record<
  MetricGroup,
  string
>;

/** Grafana's own names of units; what has none is a plain number. */
const units: Partial<Record<NonNullable<MetricDefinition['unit']>, string>> = { seconds: 's', bytes: 'bytes' };

const COLUMNS = 3;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 7;
const SCHEMA = 39;

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

/**
 * A dashboard to import into Grafana (its JSON model): a row for each group of metrics, a graph for each metric, and the
 * data source chosen at its head. Basis points are shown as per cent, and all else as it is measured.
 */
export function grafanaDashboard(): Record<string, unknown> {
  let id = 0;
  let y = 0;
  const panels = (Object.keys(groups) as MetricGroup[]).flatMap((group) => {
    const names = metricNames.filter((name) => metricDefinitions[name].group === group);
    const row = {
      id: ++id,
      type: 'row',
      title: groups[group],
      collapsed: false,
      panels: [],
      gridPos: place(0, y, 24, 1),
    };
    y += 1;
    const graphs = names.map((name, index) => {
      const [column, line] = [index % COLUMNS, Math.floor(index / COLUMNS)];
      return panel(++id, name, place(column * WIDTH, y + line * HEIGHT, WIDTH, HEIGHT));
    });
    y += Math.ceil(names.length / COLUMNS) * HEIGHT;
    return [row, ...graphs];
  });
  return {
    templating: { list: [{ name: 'source', label: 'Data source', type: 'datasource', query: 'prometheus' }] },
    ...{ uid: 'istsi', title: 'iSTSi', tags: ['istsi'], schemaVersion: SCHEMA, editable: true, refresh: '30s' },
    ...{ time: { from: 'now-6h', to: 'now' }, timezone: 'utc', panels },
  };
}

function panel(id: number, name: MetricName, gridPos: Place): Record<string, unknown> {
  const { help, unit, labels, type }: MetricDefinition = metricDefinitions[name];
  const isShare = unit === 'basis_points';
  const series = type === 'counter' ? `rate(${name}[5m])` : name;
  return {
    ...{
      id,
      type: 'timeseries',
      title: help,
      description: name,
      gridPos,
      datasource: { type: 'prometheus', uid: '$source' },
    },
    fieldConfig: { defaults: { unit: isShare ? 'percent' : ((unit && units[unit]) ?? 'none') }, overrides: [] },
    targets: [
      {
        ...{ refId: 'A', expr: isShare ? `${series} / 100` : series },
        legendFormat: labels.length > 0 ? labels.map((label) => `{{${label}}}`).join(' ') : name,
      },
    ],
  };
}

function place(x: number, y: number, w: number, h: number): Place {
  return { x, y, w, h };
}
