// When a process is asked to stop: by a signal, or because the launcher that started it is gone.

/** Runs `stop` once, then ends the process: 0 if it went well. A launcher that is killed closes our standard input
 * (SLUSS_CHILD=1), so that nothing is left running behind it. */
export function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 10_000).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`${error?.stack ?? error}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', once);
  process.on('SIGTERM', once);
  if (process.env.SLUSS_CHILD === '1') process.stdin.on('end', once).on('error', once).resume();
}
