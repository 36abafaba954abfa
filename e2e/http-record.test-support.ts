// For end-to-end tests: the HTTP/1.1 messages in bytes that a relay wrote down.

export type HttpMessage = { start: string; headers: Map<string, string>; body: Buffer };

/** Splits one direction of one connection into its messages. A last message that was cut off is left out. */
export function httpMessages(chunks: Buffer[]): HttpMessage[] {
  const bytes = Buffer.concat(chunks);
  const messages: HttpMessage[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) return messages;
    const [start = '', ...lines] = bytes.toString('latin1', at, end).split('\r\n');
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const read = headers.get('transfer-encoding') === 'chunked' ? chunked(bytes, end + 4) : plain(bytes, end + 4, headers);
    if (!read) return messages;
    messages.push({ start, headers, body: read.body });
    at = read.next;
  }
}

type Read = { body: Buffer; next: number } | undefined;

function plain(bytes: Buffer, from: number, headers: Map<string, string>): Read {
  const next = from + Number(headers.get('content-length') ?? 0);
  return next > bytes.length ? undefined : { body: bytes.subarray(from, next), next };
}

function chunked(bytes: Buffer, from: number): Read {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (line + 2 + size + 2 > bytes.length) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), next: line + 4 };
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
