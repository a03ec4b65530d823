/**
 * Budgets (限额): what a caller can make the server do is bounded before the server does it.
 *
 * - limit (上限): one number; all of them are in `request-limits.ts` and `caller-limits.ts`, and docs/limits.md is made from it
 * - network (网络): what one subscriber holds: an IPv4 address, or a /64 of IPv6
 * - share (份额): what one network may hold of something that all use
 * - body (请求体): what a request brings; all that are under way draw on one memory
 * - budget (预算): what one operation may come to, or what all hold together of something
 * - quota (配额): what one caller has of a limit at this moment, which answers say in their headers
 * - holdings (占用): what each network holds of it; where that is too much, the network that holds most gives way
 * - turns (轮次): so much at once, and a line for each network, served in turn
 */
export { Bodies, type Body } from './bodies';
export { Holdings } from './holdings';
export { LIMITS, limitsByPart, TRIES, type Limit } from './limits';
export { networkOf, OWN_MACHINE, shortNetworkOf } from './network';
export type { Quota } from './quota';
export { OperationBudget, TooCostly, type Cost } from './operation-budget';
export { Shares, type Share } from './shares';
export { Turns } from './turns';
