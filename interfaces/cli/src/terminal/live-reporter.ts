import { clip, formatSeconds } from './format.ts';
import { finishedLine } from './lines.ts';
import type { Palette } from './palette.ts';
import type { Reporter } from './reporter.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const LABEL_WIDTH = 13;

interface Running {
  label: string;
  detail: string;
  at: number;
}

/** Finished steps scroll up as ordinary lines; the steps still running are redrawn below them. */
export function createLiveReporter(output: NodeJS.WriteStream, colours: Palette): Reporter {
  const running = new Map<string, Running>();
  let drawn = 0;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const runningLine = (step: Running) => {
    const took = formatSeconds(Date.now() - step.at);
    const room = (output.columns || 80) - 4 - LABEL_WIDTH - took.length - 3;
    const detail = clip(step.detail, room);
    const mark = colours.accent(FRAMES[frame % FRAMES.length] ?? '·');
    return `  ${mark} ${step.label.padEnd(LABEL_WIDTH)}${colours.faint(detail ? `${detail}  ${took}` : took)}`;
  };

  /** Prints finished lines above and draws the running block anew, in one write so that nothing flickers. */
  const draw = (finished = '') => {
    const erase = drawn > 0 ? `\x1b[${drawn}A\r\x1b[0J` : '';
    const block = [...running.values()].map((step) => `${runningLine(step)}\n`).join('');
    drawn = running.size;
    output.write(erase + finished + block);
    if (running.size > 0) animate();
    else rest();
  };
  const showCursor = () => output.write(SHOW_CURSOR);
  /** Where nobody else minds the signal it would end us at once, with the cursor still hidden. */
  const onInterrupt = () => {
    if (process.listenerCount('SIGINT') === 1) process.exit(130);
  };
  const animate = () => {
    if (timer) return;
    output.write(HIDE_CURSOR);
    process.once('exit', showCursor);
    process.on('SIGINT', onInterrupt);
    timer = setInterval(() => {
      frame += 1;
      draw();
    }, FRAME_MS);
    timer.unref();
  };
  const rest = () => {
    if (!timer) return;
    clearInterval(timer);
    timer = undefined;
    process.removeListener('exit', showCursor);
    process.removeListener('SIGINT', onInterrupt);
    showCursor();
  };
  const finish = (step: string, mark: string, detail: string) => {
    const finished = running.get(step);
    if (!finished) return; // It was dropped.
    const { label, at } = finished;
    running.delete(step);
    draw(`${finishedLine(colours, mark, label, detail, Date.now() - at)}\n`);
  };

  return {
    begin(step, label, detail = '') {
      running.set(step, { label, detail, at: Date.now() });
      draw();
    },
    update(step, detail) {
      const current = running.get(step);
      if (current) current.detail = detail;
    },
    done: (step, detail) => finish(step, colours.good('✓'), detail),
    fail: (step, detail) => finish(step, colours.bad('✗'), detail),
    drop(step) {
      running.delete(step);
      draw();
    },
    say: (text = '') => draw(`${text}\n`),
    facts() {},
    note: (_step, text) => draw(`  ${colours.warn('!')} ${text}\n`),
    close() {
      running.clear();
      draw();
    },
  };
}
