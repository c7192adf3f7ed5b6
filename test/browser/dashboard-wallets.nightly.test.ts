import { Keypair, scValToNative, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';
import { pressByKeyboard } from './keyboard.ts';
import { installStub, type StubName } from './stub-wallets.ts';

let stage: AdminStage;

describe.skipIf(!hasBrowser)('the dashboard, with a wallet at its own boundary', () => {
  beforeAll(async () => {
    stage = await startAdminStage({});
  });
  afterAll(async () => await stage?.stop());
  afterEach(async () => await stage.leave());

  test.each<[StubName, string]>([
    ['lobstr', 'Sign in with your wallet'],
    ['xbull', 'Sign in with your wallet'],
    ['albedo', 'Sign in with Albedo'],
  ])(
    '%s signs in and acts: it is handed what the page says, and nothing that its owner refuses happens',
    async (name, way) => {
      const { world, address, browser } = stage;
      const { complianceOfficer: key } = world.keys;
      const { networkPassphrase } = world.sandbox;
      const user = (await world.createUser()).address;
      const context = await browser.newContext({ viewport: WIDE });
      const stub = await installStub(context, name, key, networkPassphrase);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${address}/admin/users/${user}`);
      await page.getByRole('button', { name: way }).waitFor();
      expect(await lookAt(page, `sign-in-${name}`)).toEqual([]);
      await pressByKeyboard(page, way);
      await page.getByRole('button', { name: 'Sign in the wallet' }).waitFor();
      // Asked for an account alone, it was handed nothing to sign.
      expect(stub.handed).toEqual([]);
      await pressByKeyboard(page, 'Sign in the wallet');
      await page.getByRole('navigation', { name: 'Sections' }).waitFor();
      expect(stub.handed).toHaveLength(1);
      const challenge = TransactionBuilder.fromXdr(stub.handed[0]!.envelope, networkPassphrase);
      // SEP-10: with this number no network includes it.
      expect('sequence' in challenge && challenge.sequence).toBe('0');

      await page.getByLabel('Reason').fill('looks stolen');
      await page.getByRole('button', { name: 'Freeze', exact: true }).click();
      await page.getByText('it says just this').waitFor();
      stub.agrees = false;
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in the wallet' }).click();
      await page.getByRole('dialog').getByRole('alert').waitFor();
      expect((await world.services.user(user))?.status).toBe('active');
      stub.agrees = true;
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in the wallet' }).click();
      await page.getByText('It happened.').waitFor();
      expect((await world.services.user(user))?.status).toBe('frozen');

      expect(stub.handed).toHaveLength(3);
      for (const { envelope, account, network } of stub.handed.slice(1)) {
        expect(account).toBe(key.publicKey());
        expect(network ?? networkPassphrase).toBe(networkPassphrase);
        const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
        const [operation, ...more] = transaction.operations;
        expect(more).toEqual([]);
        if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract')
          throw new Error('the wallet was handed something else');
        const { functionName, args } = operation.func.invokeContract;
        expect(functionName.toString()).toBe('freeze');
        expect(args.map((each) => scValToNative(each))).toEqual([key.publicKey(), user, 'looks stolen']);
      }
      expect(complaints).toEqual([]);
    },
  );

  test('a wallet whose account holds no role is told so, and nothing else', async () => {
    const { address, browser, world } = stage;
    const context = await browser.newContext({ viewport: WIDE });
    await installStub(context, 'xbull', Keypair.random(), world.sandbox.networkPassphrase);
    const page = await context.newPage();
    await page.goto(`${address}/admin/`);
    await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByText(/You are not signed in/).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await lookAt(page, 'sign-in-stranger')).toEqual([]);
  });
});
