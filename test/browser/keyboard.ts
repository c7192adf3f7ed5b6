import type { Page } from 'playwright-core';

/** More than any page has of what can be reached. */
const MOST_STEPS = 150;
const FOCUSED = `(() => {
  const here = document.activeElement;
  return { name: (here?.getAttribute('aria-label') ?? here?.innerText ?? '').trim(), isShown: here?.matches(':focus-visible') };
})()`;

/** Goes to what has this name with the Tab key alone, from wherever the focus is; what is reached shows that it is. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const met: string[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    const here = (await page.evaluate(FOCUSED)) as { name: string; isShown: boolean };
    if (here.name === name) {
      if (!here.isShown) throw new Error(`“${name}” has the focus and does not show it`);
      return;
    }
    met.push(here.name);
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not come to “${name}”; it came to ${[...new Set(met)].join(' · ')}`);
}

export async function pressByKeyboard(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}
