// Lets Node import .tsx: Node strips types but does not know JSX, so esbuild turns each such file into JavaScript as it loads. What was
// made once is kept beside the installed packages, as is what V8 compiled: a process starts in half the time.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync, version } from 'esbuild';

const folder = fileURLToPath(new URL('../../node_modules/.cache/tsx/', import.meta.url));
const options = {
  loader: 'tsx',
  format: 'esm',
  target: 'node24',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  sourcemap: 'inline',
};
const maker = `${version} ${JSON.stringify(options)}`;
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/v8/', import.meta.url)));

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context);
    return { format: 'module', source: javaScriptOf(fileURLToPath(url)), shortCircuit: true };
  },
});

function javaScriptOf(path) {
  const source = readFileSync(path, 'utf8');
  const kept = join(folder, `${createHash('sha256').update(`${maker}\n${path}\n${source}`).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = transformSync(source, { ...options, sourcefile: path });
    keep(kept, code);
    return code;
  }
}

/** Under its name only when whole: several processes start at once. */
function keep(path, code) {
  try {
    mkdirSync(folder, { recursive: true });
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, code);
    renameSync(partial, path);
  } catch {
    // Installed by somebody else, or a full disk: it is made anew each time.
  }
}
