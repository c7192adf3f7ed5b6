import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { keepScreenshot } from './browser.ts';

export const pictures = fileURLToPath(new URL('../../docs/public/screens', import.meta.url));
export const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } };
const QUALITY = 35;
/** Long pages go on below; a picture says what they begin with. */
const TALLEST = 1_100;
const SETTLED_MS = 400;
/** What is in the window, and nothing below: what covers the page does so there alone. */
export const FOLD = 0;

/** One state, light and dark, on a desk and on a phone; `of`: what the picture is of, where it is not at the top. WebP, which the browser writes by itself: a tenth of a PNG. */
export async function keep(page: Page, name: string, tallest = TALLEST, of?: Locator): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(SETTLED_MS);
      // What stays in sight while one scrolls would stand in the middle of the picture.
      if (of) await of.evaluate((one) => one.scrollIntoView({ block: 'center' }));
      else await page.evaluate('scrollTo(0, 0)');
      const whole = (await page.evaluate('document.documentElement.scrollHeight')) as number;
      const clip = {
        x: 0,
        y: of ? ((await page.evaluate('scrollY')) as number) : 0,
        width: viewport.width,
        height: of || tallest === FOLD ? viewport.height : Math.min(whole, tallest),
        scale: 1,
      };
      const options = { format: 'webp', quality: QUALITY, captureBeyondViewport: true, clip } as const;
      const { data } = await session.send('Page.captureScreenshot', options);
      writeFileSync(join(pictures, `${name}-${size}-${colorScheme}.webp`), Buffer.from(data, 'base64'));
      await keepScreenshot(page, `${name}-${size}-${colorScheme}`);
    }
  }
  await session.detach();
  await page.setViewportSize(sizes.wide);
}

/** Waits until nothing is on its way that is drawn as such. */
export async function rest(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}
