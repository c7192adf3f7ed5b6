// The service worker of a page that opens without a network. It keeps the page itself, and nothing that anybody answered: what the
// API said last the page keeps, and dates. `SHELL` is put before this by the build: { name, base, files }.

/** @type {any} */
const worker = globalThis;
const { name, base, files } = worker.SHELL;
const FAMILY = `${base} `;
const SERVER_FAILED = 500;

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(FAMILY + name).then((cache) => cache.addAll([base, ...files])));
});

/** The pages of the version before are closed by now. */
worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((each) => each.startsWith(FAMILY) && each !== FAMILY + name))
      .then((old) => Promise.all(old.map((each) => caches.delete(each)))),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin || !pathname.startsWith(base)) return;
  if (request.mode === 'navigate') event.respondWith(fromNetwork(request));
  // Names of files have a hash in them: one of this name is never another one.
  else if (files.includes(pathname)) event.respondWith(fromCache(request));
});

/** Whoever reaches the server gets what is served now, never what was kept. */
async function fromNetwork(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < SERVER_FAILED) return answer;
    return (await caches.match(base)) ?? answer;
  } catch (error) {
    const kept = await caches.match(base);
    if (kept) return kept;
    throw error;
  }
}

async function fromCache(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? (await fetch(request));
}
