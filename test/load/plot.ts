/** A line of a plot: places in the units of its axes. */
export interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  title: string;
  x: string;
  y: string;
  series: readonly Series[];
}

const WIDTH = 720;
const LEAST_HEIGHT = 340;
const LEFT = 70;
const RIGHT = 190;
const KEY_LINE = 18;
const TOP = 40;
const BOTTOM = 50;
/** Told apart by everybody (Okabe and Ito), on light ground and on dark; beyond them lines are dashed, then dotted. */
const COLORS = 6;
const DASHES = ['', '6 3', '2 3'];
/** A picture knows what its page is shown in; the ground is its own, so that it can be read where it does not. */
const STYLE = `<style>
svg { --ground: #ffffff; --ink: #3c3c43; --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #aa4499; --c4: #b58900; --c5: #56b4e9; }
@media (prefers-color-scheme: dark) {
svg { --ground: #1b1b1f; --ink: #dfdfd6; --c0: #4aa3df; --c1: #ff8c42; --c2: #2fd0a0; --c3: #e39ac4; --c4: #f0c244; --c5: #9ad4ff; }
}
text { fill: var(--ink); } .grid { stroke: var(--ink); stroke-opacity: 0.2; }
</style>`;

/** Both axes are logarithmic: rates and times of very different parts stand beside each other. */
export function plotSvg({ title, x, y, series }: Plot): string {
  const height = Math.max(LEAST_HEIGHT, TOP + BOTTOM + KEY_LINE * series.length);
  const all = series.flatMap(({ points }) => points).filter(([px, py]) => px > 0 && py > 0);
  if (all.length === 0) throw new RangeError(`there is nothing to plot of “${title}”`);
  const xs = decades(all.map(([px]) => px));
  const ys = decades(all.map(([, py]) => py));
  const placeX = (value: number): number => LEFT + share(value, xs) * (WIDTH - LEFT - RIGHT);
  const placeY = (value: number): number => height - BOTTOM - share(value, ys) * (height - TOP - BOTTOM);
  const grid = [
    ...ticks(xs).map(
      (at) =>
        `${line(placeX(at), TOP, placeX(at), height - BOTTOM)}${label(placeX(at), height - BOTTOM + 16, short(at), 'middle')}`,
    ),
    ...ticks(ys).map(
      (at) =>
        `${line(LEFT, placeY(at), WIDTH - RIGHT, placeY(at))}${label(LEFT - 6, placeY(at) + 4, short(at), 'end')}`,
    ),
  ];
  const drawn = series.map(({ name, points }, i) => {
    const color = `var(--c${i % COLORS})`;
    const dash = DASHES[Math.floor(i / COLORS) % DASHES.length]!;
    const stroke = `fill="none" stroke="${color}" stroke-width="2"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
    const places = points
      .filter(([px, py]) => px > 0 && py > 0)
      .map(([px, py]) => [round(placeX(px)), round(placeY(py))] as const);
    const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`);
    const key = TOP + 14 + KEY_LINE * i;
    const from = WIDTH - RIGHT + 10;
    return [
      `<polyline points="${places.map((place) => place.join(',')).join(' ')}" ${stroke}/>${dots.join('')}`,
      `<path d="M${from} ${key - 4}h18" ${stroke}/>${label(from + 24, key, name, 'start')}`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeXml(title)}" font-family="sans-serif" font-size="11">`,
    STYLE,
    `<rect width="${WIDTH}" height="${height}" rx="6" fill="var(--ground)"/>`,
    label(LEFT, 20, title, 'start', 13),
    ...grid,
    ...drawn,
    label((LEFT + WIDTH - RIGHT) / 2, height - 12, x, 'middle'),
    `<text x="14" y="${height / 2}" text-anchor="middle" transform="rotate(-90 14 ${height / 2})">${escapeXml(y)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

type Range = readonly [least: number, most: number];

/** Powers of ten around all of them. */
function decades(values: readonly number[]): Range {
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.ceil(Math.log10(Math.max(...values)));
  return [least, Math.max(most, least + 1)];
}

const share = (value: number, [least, most]: Range): number => (Math.log10(value) - least) / (most - least);

const ticks = ([least, most]: Range): number[] => Array.from({ length: most - least + 1 }, (_, i) => 10 ** (least + i));

const short = (value: number): string =>
  value >= 1_000_000 ? `${value / 1_000_000} M` : value >= 1_000 ? `${value / 1_000} k` : String(value);

const round = (value: number): number => Math.round(value * 10) / 10;

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="grid"/>`;

const label = (x: number, y: number, text: string, anchor: string, size = 11): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}">${escapeXml(text)}</text>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
