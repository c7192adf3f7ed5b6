import { builtContractNames } from '@istsi/contracts';
import { describe, expect, test } from 'vitest';
import site from '../../docs/.vitepress/config.ts';

interface Entry {
  text?: string;
  link?: string;
  items?: Entry[];
}

const MOST_PAGES = 15;
const doors = site.themeConfig!.sidebar as Entry[];
/** Alarms are looked up by their names: nobody reads through them. */
const pagesBehind = ({ link, items = [] }: Entry): string[] => [
  ...(link === undefined ? [] : [link]),
  ...items.filter(({ text }) => text !== 'Runbooks').flatMap(pagesBehind),
];

describe('the documentation site', () => {
  test('has four doors, each with no more pages than one reads in an evening', () => {
    expect(doors.map(({ text }) => text)).toEqual(['Hold', 'Operate', 'Verify', 'Build']);
    for (const door of doors) expect(pagesBehind(door).length, door.text).toBeLessThanOrEqual(MOST_PAGES);
  });

  test('has a page for every contract that is built', () => {
    const pages = doors.flatMap(pagesBehind);
    const onOnePage = ['web-auth', 'passkey-account', 'spv-attestor'];
    const expected = builtContractNames.filter((name) => !onOnePage.includes(name)).map((name) => `contract-${name}`);
    for (const name of [...expected, 'contract-accounts']) expect(pages).toContain(`/build/${name}`);
  });
});
