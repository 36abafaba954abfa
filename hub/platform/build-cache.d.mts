// Types of build-cache.mjs.
/** `name` says of what it was built and how: all that, if changed, would give another text. */
export function builtBefore(name: string): string | undefined;
export function keepBuilt(name: string, text: string): void;
