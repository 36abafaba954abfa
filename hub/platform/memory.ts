// What a process remembers to be quick, and may forget at any time: copies of what never changes in the database, or what it can
// work out again from there. The oldest goes first.
export type Memory = {
  get: <T>(key: string) => T | undefined;
  set: (key: string, value: unknown) => void;
  forget: (key: string) => void;
  /** The value under a key, made and kept where there is none. Nothing is kept where `make` gives undefined. */
  remember: <T>(key: string, make: () => Promise<T>) => Promise<T>;
  /** The same, and who asks while it is being made waits for the same. Not inside a transaction: others would wait for its locks. */
  rememberOnce: <T>(key: string, make: () => Promise<T>) => Promise<T>;
};

/** At most so many values, and so many bytes in those that are texts or files. */
export function createMemory(most = 500, mostBytes = 64 * 1024 * 1024): Memory {
  const kept = new Map<string, unknown>();
  const making = new Map<string, Promise<unknown>>();
  let bytes = 0;
  const forget = (key: string) => {
    bytes -= sizeOf(kept.get(key));
    kept.delete(key);
  };
  const set = (key: string, value: unknown) => {
    forget(key);
    kept.set(key, value);
    bytes += sizeOf(value);
    while (kept.size > most || (bytes > mostBytes && kept.size > 1)) forget(kept.keys().next().value as string);
  };
  async function remember<T>(key: string, make: () => Promise<T>): Promise<T> {
    if (kept.has(key)) return kept.get(key) as T;
    const made = await make();
    if (made !== undefined) set(key, made);
    return made;
  }
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set,
    forget,
    remember,
    rememberOnce<T>(key: string, make: () => Promise<T>) {
      const made = making.get(key) ?? remember(key, make).finally(() => making.delete(key));
      making.set(key, made);
      return made as Promise<T>;
    },
  };
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  return value instanceof Uint8Array ? value.byteLength : 0;
}
