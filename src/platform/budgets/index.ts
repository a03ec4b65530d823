/**
 * Budgets (限额): what a caller can make the server do is bounded before the server does it.
 *
 * - limit (上限): one number; all of them are in `limits.ts`, and docs/limits.md is made from it
 * - network (网络): what one subscriber holds: an IPv4 address, or a /64 of IPv6
 * - share (份额): what one network may hold of something that all use
 */
export { LIMITS, limitsByPart, TRIES, type Limit } from './limits';
export { networkOf, shortNetworkOf } from './network';
export { Shares } from './shares';
