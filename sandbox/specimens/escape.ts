// Runs in the model sandbox's place and reports which ways out are open to it.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

const [reachable = '', port = '0'] = process.argv.slice(2);

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

const connected = new Promise<boolean>((resolve) => {
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('connect', () => resolve(true));
  socket.on('error', () => resolve(false));
});

process.send?.({
  read: works(() => readFileSync(reachable)),
  write: works(() => writeFileSync(`${reachable}.new`, 'x')),
  child: works(() => spawnSync('/bin/true')),
  worker: works(() => new Worker('0', { eval: true })),
  environment: Object.keys(process.env).filter((name) => !name.startsWith('NODE_CHANNEL') && !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)),
  network: await connected,
});
process.disconnect?.();
