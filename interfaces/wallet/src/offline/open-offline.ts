/** Of the build: beside the page, so that it answers for what is below it and for nothing else. */
const WORKER = '/wallet/offline-worker.js';

/** Has the browser keep the pages, once it has nothing else to do: they open without a network from then on. */
export function openOffline(): void {
  // Elsewhere than at https, or on this machine, browsers have none.
  if (!('serviceWorker' in navigator)) return;
  const keep = () => {
    // What is not kept now is kept at the next visit.
    navigator.serviceWorker.register(WORKER).catch(() => undefined);
  };
  const whenIdle = () => (typeof requestIdleCallback === 'function' ? requestIdleCallback(keep) : setTimeout(keep, 1));
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}
