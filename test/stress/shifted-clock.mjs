/**
 * Loaded into every process of an `istsi up`: in that of the services the clock is off by as many seconds as the file that
 * ISTSI_STRESS_CLOCK names says. `performance.now` is right, as on a machine whose clock somebody sets.
 */
import { readFileSync } from 'node:fs';

const file = process.env.ISTSI_STRESS_CLOCK;
if (file !== undefined && process.argv.includes('services')) {
  const RealDate = Date;
  let shiftMs = 0;
  const look = () => {
    try {
      shiftMs = 1_000 * Number(readFileSync(file, 'utf8'));
    } catch {
      // It is gone with the world.
    }
  };
  look();
  setInterval(look, 200).unref();
  class ShiftedDate extends RealDate {
    constructor(...of) {
      if (of.length === 0) super(RealDate.now() + shiftMs);
      else super(...of);
    }
    static now() {
      return RealDate.now() + shiftMs;
    }
  }
  globalThis.Date = ShiftedDate;
}
