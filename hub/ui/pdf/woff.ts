// Unpacks a WOFF font (W3C, WOFF File Format 1.0) to the plain form. The reader of fonts would inflate a whole table again for every
// glyph, and cannot make subsets of WOFF 2 fonts with compound glyphs.
import { inflateSync } from 'node:zlib';

const entrySize = { woff: 20, plain: 16 };
const headerSize = { woff: 44, plain: 12 };

export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => {
    const at = headerSize.woff + i * entrySize.woff;
    const [offset, packed, length] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)];
    const bytes = woff.subarray(offset, offset + packed);
    return {
      tag: woff.subarray(at, at + 4),
      checksum: woff.readUInt32BE(at + 16),
      body: packed < length ? inflateSync(bytes) : bytes,
    };
  });
  const power = 2 ** Math.floor(Math.log2(count));
  const head = Buffer.alloc(headerSize.plain + count * entrySize.plain);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE(count * 16 - power * 16, 10);
  const chunks: Buffer[] = [head];
  let offset = head.length;
  for (const [i, { tag, checksum, body }] of tables.entries()) {
    const at = headerSize.plain + i * entrySize.plain;
    tag.copy(head, at);
    head.writeUInt32BE(checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(body.length, at + 12);
    const padding = Buffer.alloc((4 - (body.length % 4)) % 4);
    chunks.push(body, padding);
    offset += body.length + padding.length;
  }
  return Buffer.concat(chunks);
}
