// From which address a request comes, for limits: the socket's, or what a proxy that this installation trusts says.
import { BlockList, isIP } from 'node:net';

export type TrustedProxies = { check(address: string, family: 'ipv4' | 'ipv6'): boolean };

/** "10.0.0.5, 10.1.0.0/16, ::1". Undefined where a part is no address. */
export function readTrustedProxies(text: string): TrustedProxies | undefined {
  const list = new BlockList();
  for (const part of text.split(',').map((one) => one.trim())) {
    if (!part) continue;
    const [address = '', bits] = part.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : isIP(address) === 6 ? 'ipv6' : undefined;
    const most = family === 'ipv4' ? 32 : 128;
    if (!family || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) return undefined;
    list.addSubnet(address, bits === undefined ? most : Number(bits), family);
  }
  return list;
}

/** The right-most address that no trusted proxy has: what stands left of it is what the caller wrote. */
export function clientAddress(socket: string, forwardedFor: string | undefined, trusted: TrustedProxies): string {
  let address = plain(socket);
  for (const hop of (forwardedFor ?? '').split(',').reverse()) {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (!isIP(address) || !trusted.check(address, family)) break;
    const next = plain(hop.trim());
    if (!isIP(next)) break;
    address = next;
  }
  return address;
}

/** What is counted as one caller: an IPv6 customer has at least a /64 of addresses (RFC 6177). */
export function callerOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

/** ::ffff:10.0.0.5 is 10.0.0.5; a port after an IPv4 address is left out, as are brackets. */
function plain(address: string): string {
  return address
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '');
}
