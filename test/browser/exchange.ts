import type { Page } from 'playwright-core';

/** Some of what a holder has for the other token, and a little of it back. `look` is called at every page they stop at. */
export async function exchangeThere(
  page: Page,
  walletUrl: string,
  look: (name: string) => Promise<void>,
): Promise<void> {
  await page.goto(`${walletUrl}exchange`);
  const field = page.getByLabel(/^You give/);
  await field.fill('0.00005');
  await page.getByText('You get at least').waitFor();
  await page.locator('[data-price-source=local]').waitFor();
  await look('exchange-quote');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByText('it says just this').waitFor();
  await look('exchange-review');
  await page.getByRole('button', { name: 'Sign and exchange' }).click();
  await page.getByRole('heading', { name: 'Exchanged' }).waitFor();
  await look('exchanged');
  await page.getByRole('button', { name: 'Exchange again' }).click();
  await page.getByRole('button', { name: /instead$/ }).click();
  await field.fill('1000');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByText('More than you hold.').waitFor();
  await look('exchange-too-much');
  await field.fill('1.5');
  await page.getByText('You get at least').waitFor();
  await look('exchange-back');
}
