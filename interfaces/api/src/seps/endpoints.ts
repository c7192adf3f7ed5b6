import { WEB_AUTH_PATH } from '@istsi/integration';

/** Where each standard's server is, below the API's origin. */
export const paths = {
  toml: '/.well-known/stellar.toml',
  assetList: '/.well-known/asset-list.json',
  assetIcon: '/.well-known/istsi.svg',
  webAuth: WEB_AUTH_PATH,
  contractAuth: `${WEB_AUTH_PATH}/contracts`,
  customers: '/sep12',
  sep6: '/sep6',
  sep24: '/sep24',
  quotes: '/sep38',
  externalAccounts: '/sep59',
} as const;

/** Whether somebody who speaks a SEP asks this, be there such a route or not. */
export const isSepPath = (url: string): boolean =>
  Object.values(paths).some((path) => url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`));

/** The same as stellar.toml names them: URLs without a slash at the end. */
export function endpointsOf(publicUrl: string): Record<keyof typeof paths, string> {
  const under = (path: string): string => `${publicUrl}${path}`;
  const { toml, assetList, assetIcon, webAuth, contractAuth, customers, sep6, sep24, quotes, externalAccounts } = paths;
  return {
    ...{ toml: under(toml), assetList: under(assetList), assetIcon: under(assetIcon) },
    ...{ webAuth: under(webAuth), contractAuth: under(contractAuth) },
    customers: under(customers),
    ...{ sep6: under(sep6), sep24: under(sep24), quotes: under(quotes) },
    externalAccounts: under(externalAccounts),
  };
}
