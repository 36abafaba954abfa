// Listens on this machine alone, and prints where and with which code.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { openAccess } from './access.ts';
import { createDeskApp } from './app.tsx';
import { openDesk } from './desk.ts';

/** Addresses that only this machine reaches. Anything else would show refusals to a network. */
const loopback = ['127.0.0.1', '::1', 'localhost'];
const firstPort = 4490;

export type DeskOptions = { port?: number; host?: string; say: (line: string) => void; now?: () => Date };
/** `address`: for a browser. `origin`: the same desk by its plain name, for browsers that do not find the other. */
export type OpenDesk = { address: string; origin: string; station: string; code: () => string; close(): Promise<void> };

/** 60 bits, in letters that a host name may have. */
const ownName = () => `desk-${randomBytes(12).toString('hex').slice(0, 15)}`;

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
  const { port: taken } = server.address() as { port: number };
  const origin = `http://localhost:${taken}`;
  // Cookies know no ports: whatever else listens on "localhost" is sent those of "localhost", and could show them here. So each desk
  // has a name of its own under it, which leads to this machine (RFC 6761 6.3) and which nobody else knows.
  const address = `http://${ownName()}.localhost:${taken}`;
  const app = createDeskApp({ desk, access, origins: [origin, address], log: say });
  listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    address,
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
