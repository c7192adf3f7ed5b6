const DATABASE = 'istsi-wallet';
const STORE = 'keys';

/**
 * Keys of this browser, by address. A key is a `CryptoKey` that cannot be taken out again, by nobody's script: it can be
 * used here, and not copied.
 */
export async function keepKey(address: string, key: CryptoKey): Promise<void> {
  await inStore('readwrite', (store) => store.put(key, address));
}

export async function findKey(address: string): Promise<CryptoKey | undefined> {
  return (await inStore('readonly', (store) => store.get(address))) as CryptoKey | undefined;
}

export async function forgetKey(address: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(address));
}

async function inStore(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await settled<IDBDatabase>(openDatabase());
  try {
    return await settled(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function openDatabase(): IDBOpenDBRequest {
  const opening = indexedDB.open(DATABASE, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE));
  return opening;
}

function settled<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result as T));
    request.addEventListener('error', () => reject(request.error));
  });
}
