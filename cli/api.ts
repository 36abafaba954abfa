// The hub's JSON API as a command speaks to it: address and token from the command line's home.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cliHome, type Io } from './command.ts';

/** What `sluss login` leaves behind, one file a person: SLUSS_AS picks one, `default` otherwise. */
export const sessionSchema = z.object({ hub: z.url(), token: z.string(), person: z.string() });
export type Session = z.infer<typeof sessionSchema>;

export function sessionFile(environment: Io['environment'], as = environment.SLUSS_AS ?? 'default'): string {
  return join(cliHome(environment), `${as}.json`);
}

export function readSession(environment: Io['environment'], as?: string): Session {
  const file = sessionFile(environment, as);
  if (!existsSync(file)) throw new Error('You are not signed in. Run: sluss login --hub URL');
  return sessionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** A problem that the hub answered with (RFC 9457). */
export class HubProblem extends Error {
  override name = 'HubProblem';
  readonly status: number;
  readonly code: string;
  readonly particulars: Record<string, unknown>;
  constructor(status: number, code: string, detail: string, particulars: Record<string, unknown>) {
    super(detail);
    this.status = status;
    this.code = code;
    this.particulars = particulars;
  }
}

export type Api = {
  get: <T>(path: string) => Promise<T>;
  send: <T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<T>;
};

/** Speaks to /api/v1 of the hub; throws HubProblem with what the hub said. Bytes are sent as they are, all else as JSON. */
export function hubApi({ hub, token }: { hub: string; token: string | undefined }): Api {
  async function call(method: string, path: string, body?: unknown) {
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    if (body !== undefined)
      headers['content-type'] = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
    const content = body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) };
    const response = await fetch(new URL(`/api/v1${path}`, hub), { method, headers, ...content });
    return hubSaid(response);
  }
  return { get: (path) => call('GET', path), send: (method, path, body) => call(method, path, body) };
}

/** What the hub answered, parsed; throws HubProblem where it said no. */
export async function hubSaid(response: Response) {
  const text = await response.text();
  if (response.ok) return text ? JSON.parse(text) : undefined;
  const problem = parseProblem(text);
  throw new HubProblem(
    response.status,
    problem.code ?? String(response.status),
    problem.detail ?? `the hub answered ${response.status}`,
    problem,
  );
}

function parseProblem(text: string): { code?: string; detail?: string } & Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
