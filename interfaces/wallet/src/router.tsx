import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Home } from './home/home.tsx';
import { Lost } from './shell/lost.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: Lost });
const page = { getParentRoute: () => root };

const routes = root.addChildren([
  createRoute({ ...page, path: '/', component: Home }),
  createRoute({
    ...page,
    path: '/receive',
    component: lazyRouteComponent(() => import('./receive/receive.tsx'), 'Receive'),
  }),
  createRoute({ ...page, path: '/send', component: lazyRouteComponent(() => import('./send/send.tsx'), 'Send') }),
  createRoute({
    ...page,
    path: '/exchange',
    component: lazyRouteComponent(() => import('./exchange/exchange.tsx'), 'ExchangePage'),
  }),
  createRoute({
    ...page,
    path: '/withdraw',
    component: lazyRouteComponent(() => import('./withdraw/withdraw.tsx'), 'Withdraw'),
  }),
  createRoute({
    ...page,
    path: '/track',
    component: lazyRouteComponent(() => import('./track/track.tsx'), 'TrackStart'),
  }),
  createRoute({
    ...page,
    path: '/track/$id',
    component: lazyRouteComponent(() => import('./track/track.tsx'), 'Track'),
  }),
  createRoute({ ...page, path: '/proof', component: lazyRouteComponent(() => import('./proof/proof.tsx'), 'Proof') }),
  createRoute({
    ...page,
    path: '/key',
    component: lazyRouteComponent(() => import('./account/key-page.tsx'), 'KeyPage'),
  }),
]);

export const router = createRouter({
  routeTree: routes,
  basepath: '/wallet',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
