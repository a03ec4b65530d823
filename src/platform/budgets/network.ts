import { isIPv4, isIPv6 } from 'node:net';

/** What the server does for itself comes from here, and what a proxy asks that does not say for whom. */
export const OWN_MACHINE = '127.0.0.1';

/** What one subscriber holds: an IPv4 address, or the first 64 bits of an IPv6 one. All of this very machine is one. */
export function networkOf(address: string): string {
  const plain = unmapped(address);
  if (plain === '::1' || plain.startsWith('127.')) return OWN_MACHINE;
  return isIPv6(plain) ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain;
}

/**
 * What is kept and shown of where somebody is: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one. Null
 * for what is no address.
 */
export function shortNetworkOf(address: string): string | null {
  const plain = unmapped(address);
  if (isIPv6(plain)) return `${groupsOf(plain).slice(0, 3).join(':')}::/48`;
  return isIPv4(plain) ? `${plain.slice(0, plain.lastIndexOf('.'))}.0/24` : null;
}

/** The IPv4 address that an IPv6 one stands for; any other as it is. */
function unmapped(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...after].map((group) => parseInt(group, 16).toString(16));
}
