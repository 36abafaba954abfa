#!/usr/bin/env node
// The way in, for any Node from 20.19 on: installs what is missing, then goes on under the Node 24 that npm brought.
//   node run.mjs [--dev] demo | test | check | story | bench | screenshots | <a command of `sluss`>
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2);
const dev = words[0] === '--dev';
if (dev) words.shift();
const [verb = 'help', ...rest] = words;

/** What each verb runs, one after the other; anything else is a command of the command line. */
const programs = {
  demo: () => [['demo/start.ts', ...rest]],
  test: () => [['hub/platform/run-tests.ts', ...rest]],
  check: () => [
    ['node_modules/@biomejs/biome/bin/biome', 'check', ...rest],
    ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.json'],
    // What runs in a browser knows the browser, and nothing of Node.
    ['node_modules/typescript/bin/tsc', '--project', 'hub/ui/islands/tsconfig.json'],
  ],
  story: () => [['demo/story.ts', ...rest]],
  bench: () => [['bench/bench.ts', ...rest]],
  screenshots: () => [['e2e/screenshots.ts', ...rest]],
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Sluss needs Node 20.19 or newer; this is ${process.versions.node}.`);
const missing = whatIsMissing();
if (missing) await install(missing);
const node = findNode();
let code = 0;
for (const program of programs[verb]?.() ?? [['cli/main.ts', verb, ...rest]]) {
  const inFolder = verb in programs;
  const result = await run(
    node,
    ['--import', new URL('hub/platform/tsx.mjs', import.meta.url).href, join(folder, program[0]), ...program.slice(1)],
    inFolder,
  );
  code ||= result;
}
process.exitCode = code;

// ---- installing ----
/** Compares the lockfile with npm's own note of what it installed; a sentence, or undefined when nothing is missing. */
function whatIsMissing() {
  const lock = readJson('package-lock.json');
  const installed = readJson('node_modules/.package-lock.json');
  if (!lock) fail('package-lock.json is missing: this is not a whole copy of Sluss.');
  if (!installed) return 'nothing is installed yet';
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (!path.includes('node_modules/') || (wanted.dev && !dev) || !isForThisMachine(wanted)) continue;
    if (wanted.link) {
      if (!existsSync(join(folder, path))) return `${wanted.resolved}/ is not linked`;
      continue;
    }
    if (installed.packages[path]?.version !== wanted.version)
      return `${path.split('node_modules/').at(-1)} ${wanted.version} is not there`;
  }
  return undefined;
}

function isForThisMachine({ os, cpu, libc, optional }) {
  if (!optional) return true;
  const fits = (wanted, actual) => !wanted || [wanted].flat().includes(actual);
  return Boolean(os || cpu) && !libc && fits(os, process.platform) && fits(cpu, process.arch);
}

async function install(reason) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`Installing what Sluss needs (${reason}). The first time this takes about a minute.`);
  const progress = setInterval(() => say(`  … still installing, ${seconds()} s`), 15_000);
  // No package needs its install script, so none is run. What is there stays: only what differs is fetched.
  const how = existsSync(join(folder, 'node_modules')) ? ['install', '--no-save'] : ['ci'];
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
    ...(dev ? ['--include=dev'] : ['--omit=dev']),
  ];
  const windows = process.platform === 'win32';
  const npm = spawn(windows ? 'npm.cmd' : 'npm', [...how, ...flags], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: windows,
  });
  let words = '';
  npm.stderr.on('data', (text) => {
    words += text;
  });
  const code = await new Promise((resolve) => npm.once('close', resolve).once('error', (error) => resolve(error.code)));
  clearInterval(progress);
  if (code === 0) return say(`Installed in ${seconds()} s.`);
  fail(`Installing failed. ${installProblem(code, words)}\n${words.trim().split('\n').slice(0, 12).join('\n')}`);
}

function installProblem(code, words) {
  if (code === 'ENOENT') return 'The command "npm" was not found: it comes with Node.';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(words)) {
    return 'The npm registry could not be reached: check the network (or a proxy setting) and start again; nothing else is needed later.';
  }
  if (/EACCES|EPERM|EROFS/.test(words)) return `The folder ${folder} cannot be written to by this user.`;
  if (/ENOSPC/.test(words)) return 'The disk is full: about 650 MB are needed.';
  return 'npm said:';
}

// ---- running ----
function findNode() {
  const names = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
    `node-win-${process.arch}`,
  ];
  const paths = names.map((name) =>
    join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  );
  const found = paths.find((path) => existsSync(path));
  if (found) return found;
  if (major >= 24) return process.execPath;
  return fail(`npm brought no Node 24 for ${process.platform}-${process.arch}: install Node 24 and start again with it.`);
}

/** The exit code. Signals are passed on; the program ends by itself, in order. */
async function run(program, args, inFolder) {
  const options = { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], ...(inFolder ? { cwd: folder } : {}) };
  const child = spawn(program, args, options);
  const passOn = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn);
  const [code, signal] = await new Promise((resolve) => {
    child.once('exit', (...how) => resolve(how));
    child.once('error', (error) =>
      fail(`${program} cannot be run here (${error.code}): install Node 24 and start again with it.`),
    );
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, passOn);
  return code ?? (signal === 'SIGINT' ? 130 : 143);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(folder, path), 'utf8'));
  } catch {
    return undefined;
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
