import { useEffect, useRef } from 'react';
import type uPlot from 'uplot';

export interface Series {
  name: string;
  /** A colour of the tokens: `--good`. */
  colour: string;
  /** As many as there are times. They are drawn, not reckoned with: here satoshis may become floats. */
  values: readonly (number | null)[];
}

export interface PlotProps {
  /** What it shows, in a sentence, for those who do not see it. */
  label: string;
  /** Unix seconds, rising. */
  times: readonly number[];
  series: readonly Series[];
  height?: number;
}

/** A plot over time. The library is loaded when the first one is seen, and drawn anew when the colours change. */
export function Plot({ label, times, series, height = 160 }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let plot: uPlot | undefined;
    let isOver = false;
    const draw = async () => {
      const { default: Plotter } = await import('uplot');
      if (isOver) return;
      plot?.destroy();
      const data = [times, ...series.map(({ values }) => values)] as uPlot.AlignedData;
      plot = new Plotter(optionsOf(element, series, height), data, element);
    };
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      void draw();
    });
    seen.observe(element);
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => void (plot && draw());
    scheme.addEventListener('change', redraw);
    return () => {
      isOver = true;
      seen.disconnect();
      resized.disconnect();
      scheme.removeEventListener('change', redraw);
      plot?.destroy();
    };
  }, [times, series, height]);
  return <div className="plot" ref={place} role="img" aria-label={label} style={{ minHeight: height }} />;
}

function optionsOf(element: HTMLElement, series: readonly Series[], height: number): uPlot.Options {
  const { fontFamily } = getComputedStyle(element);
  // A canvas knows no `rem`: letters grow with the reader's all the same.
  const px = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${px * AXIS_REM}px ${fontFamily}`;
  const axis = { stroke: colourOf(element, '--ink-3'), grid: { stroke: colourOf(element, '--line'), width: 1 } };
  return {
    ...{ width: element.clientWidth, height, legend: { show: false }, cursor: { show: false } },
    axes: [
      { ...axis, font, grid: { show: false }, size: px * TIMES_REM },
      { ...axis, font, values: (_, ticks) => ticks.map(tickText), size: (_, texts) => px * widthOf(texts) },
    ],
    // Each further line is dashed: colour alone tells nobody apart who sees none, or chose all of them.
    series: [
      {},
      ...series.map(({ name, colour }, place) => ({
        ...{ label: name, stroke: colourOf(element, colour), width: 2 },
        ...(place > 0 && { dash: [3 + 3 * place, 4] }),
      })),
    ],
  };
}

/** To the satoshi, where the values are bitcoin: rounded ones would be twice the same. */
const tickText = (tick: number): string => tick.toLocaleString('en', { maximumFractionDigits: 8 });
/** Of an axis, in `rem`: its letters, two lines of times, and a digit. */
const AXIS_REM = 0.75;
const TIMES_REM = 3.125;
const DIGIT_REM = 0.5;
/** As wide as the longest of them; there are none before the first values. */
const widthOf = (texts: readonly string[] | null): number =>
  DIGIT_REM * (2 + Math.max(3, ...(texts ?? []).map(({ length }) => length)));

/** A canvas does not resolve `light-dark()`: the browser is asked what it is just now. */
function colourOf(element: HTMLElement, token: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${token})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
