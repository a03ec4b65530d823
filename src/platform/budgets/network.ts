import { isIPv6 } from 'node:net';

/** What the server does for itself comes from here, and what a proxy asks that does not say for whom. */
export const OWN_MACHINE = '127.0.0.1';

/** What one subscriber holds: an IPv4 address, or the first 64 bits of an IPv6 one. All of this very machine is one. */
export function networkOf(address: string): string {
  if (address === '::1') return OWN_MACHINE;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (mapped.startsWith('127.')) return OWN_MACHINE;
  if (!isIPv6(mapped)) return mapped;
  const [head = '', tail] = (mapped.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
