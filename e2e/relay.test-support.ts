// For end-to-end tests: a TCP relay with one address in front of others that come and go: what a load balancer is to a hub, or a
// fixed address to a PostgreSQL that starts anew. It can write down every byte that passes.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One connection through the relay, in both directions. */
export type Passage = { up: Buffer[]; down: Buffer[] };
export type Relay = { port: number; origin: string; stop(): Promise<void> };

/** `targets` says at each new connection where to go: the first port that answers is taken. `passages` is filled as bytes pass. */
export async function startRelay(targets: () => number[], passages?: Passage[]): Promise<Relay> {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer({ pauseOnConnect: true }, async (client) => {
    hold(client);
    const target = await firstThatAnswers(targets());
    if (!target) return client.destroy();
    hold(target);
    const passage: Passage = { up: [], down: [] };
    passages?.push(passage);
    if (passages) {
      client.on('data', (chunk) => passage.up.push(chunk));
      target.on('data', (chunk) => passage.down.push(chunk));
    }
    client.once('close', () => target.destroy());
    target.once('close', () => client.destroy());
    client.pipe(target);
    target.pipe(client);
    client.resume();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function firstThatAnswers(ports: number[]): Promise<Socket | undefined> {
  for (const port of ports) {
    const socket = connect(port, '127.0.0.1');
    const answers = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (answers) return socket;
  }
  return undefined;
}
