// Listens on this machine alone, and prints where and with which code.
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { openAccess } from './access.ts';
import { createDeskApp } from './app.tsx';
import { openDesk } from './desk.ts';

/** Addresses that only this machine reaches. Anything else would show refusals to a network. */
const loopback = ['127.0.0.1', '::1', 'localhost'];
const firstPort = 4490;

export type DeskOptions = { port?: number; host?: string; say: (line: string) => void; now?: () => Date };
export type OpenDesk = { origin: string; station: string; code: () => string; close(): Promise<void> };

/** Opens a station's desk; without a port, on the first that is free from 4490 on. Throws Error with a sentence. */
export async function startDesk(folder: string, { port, host = '127.0.0.1', say, now }: DeskOptions): Promise<OpenDesk> {
  if (!loopback.includes(host))
    throw new Error(`The desk listens on this machine alone (127.0.0.1, ::1 or localhost), not on ${host}. From afar: ssh -L.`);
  const desk = openDesk(folder, now);
  const { title } = desk.settings;
  const access = openAccess(desk.now, (event, code) => {
    if (event === 'used') say(`${title}: somebody came in with the code. The next one: ${code}`);
    if (event === 'wrong') say(`${title}: somebody tried a wrong code. The right one: ${code}`);
  });
  let listener: ReturnType<typeof getRequestListener> | undefined;
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16_384 }, (request, response) =>
    listener?.(request, response),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      let wanted = port ?? firstPort;
      const take = () => server.listen(wanted, host);
      server.on('error', (error: Error & { code?: string }) => {
        if (error.code !== 'EADDRINUSE' || port !== undefined || ++wanted > firstPort + 100) return reject(error);
        take();
      });
      server.once('listening', resolve);
      take();
    });
  } catch (error) {
    desk.state.close();
    throw new Error(`The desk cannot listen on ${host}, port ${port ?? firstPort}: ${(error as Error).message}`);
  }
  // By name: a browser keeps the cookies of "localhost" from servers that are called by number, as a hub of the demonstration is.
  const origin = `http://localhost:${(server.address() as { port: number }).port}`;
  const app = createDeskApp({ desk, access, origin, log: say });
  listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    origin,
    station: title,
    code: access.code,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      desk.state.close();
    },
  };
}
