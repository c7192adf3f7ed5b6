import type { Page } from 'playwright-core';

const SETTLED_MS = 120_000;

/** What a newcomer does, counted: what is typed into a form is sent off by Enter, which is no click. `look` is called at every page that they stop at. */
export async function fiveMinutes(
  page: Page,
  walletUrl: string,
  look: (name: string) => Promise<void>,
): Promise<{ clicks: number; tookMs: number; withdrawal: string }> {
  const started = Date.now();
  let clicks = 0;
  const click = async (role: 'button' | 'link', name: string | RegExp) => {
    clicks += 1;
    await page.getByRole(role, { name }).first().click();
  };
  /** By Enter, as soon as the form takes it. */
  const sendForm = async () => {
    await page.locator('button[type=submit]:not([disabled], [aria-disabled=true], [aria-busy=true])').waitFor();
    await page.keyboard.press('Enter');
  };
  await page.goto(walletUrl);
  await page.getByRole('button', { name: 'Create a key' }).waitFor();
  await look('welcome');
  await click('button', 'Create a key');
  await page.locator('[data-secret]').waitFor();
  await look('secret');
  await click('button', 'I have written it down');
  await page.getByRole('button', { name: /Verify me/ }).waitFor();
  await look('verify');
  await click('button', /Verify me/);
  await page.getByRole('button', { name: /test bitcoin/ }).waitFor();
  await look('receive');
  await click('button', /test bitcoin/);
  await page.locator('[data-deposit=minted]').waitFor();
  await look('minted');
  await click('link', 'Send');
  await page.getByText('A test friend, made for you').waitFor();
  await page.getByLabel('Amount in BTC').fill('0.0005');
  await sendForm();
  await page.getByText('it says just this').waitFor();
  await look('transfer');
  await click('button', 'Sign and send');
  await page.getByText('It is theirs').waitFor();
  await click('link', 'Exchange');
  await page.getByLabel(/^You give/).fill('0.00005');
  await page.getByText('You get at least').waitFor();
  await sendForm();
  await page.getByText('it says just this').waitFor();
  await click('button', 'Sign and exchange');
  await page.getByRole('heading', { name: 'Exchanged' }).waitFor();
  await look('exchanged');
  await click('link', 'Withdraw');
  await page.getByLabel('Amount in BTC').fill('0.0008');
  await page.getByText('Arrives at least').waitFor();
  await look('quote');
  await sendForm();
  await page.getByText('it says just this').waitFor();
  await look('withdrawal');
  await click('button', 'Sign and withdraw');
  await page.locator('[data-withdrawal=settled]').waitFor({ timeout: SETTLED_MS });
  await look('settled');
  const withdrawal = page.url().split('/').at(-1) ?? '';
  await click('link', 'Reserves');
  await page.getByRole('heading', { name: 'Is it all there?' }).waitFor();
  return { clicks, tookMs: Date.now() - started, withdrawal };
}
