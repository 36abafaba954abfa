// Where this browser keeps a person's signing key: IndexedDB, one key a person, the private half as an object that no script can read.
import type { SigningPair } from './signing.ts';

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('sluss', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('signing-keys');
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function keptPair(person: string): Promise<SigningPair | undefined> {
  const database = await open();
  try {
    return await settled(database.transaction('signing-keys').objectStore('signing-keys').get(person));
  } finally {
    database.close();
  }
}

export async function keepPair(person: string, pair: SigningPair): Promise<void> {
  const database = await open();
  try {
    await settled(database.transaction('signing-keys', 'readwrite').objectStore('signing-keys').put(pair, person));
  } finally {
    database.close();
  }
}
