/**
 * Sealing (签章): what a server testifies with a key of its own, so that anybody can check it without the server.
 *
 * - seal (签章): an Ed25519 signature over a text, with the id of the key that made it
 * - endorsement (背书): a MAC by which servers distinguish the keys that they introduced from any that others put there
 * - enclosure (封存): a secret that the database keeps, encrypted so that only servers can open it
 */
export { decrypted, encrypted } from './cipher';
export { isSealOf, type PublicKey } from './seal.rules';
export { changeKeys, registerKeys, requireOwnKeys } from './installation';
export { KEY_ROWS, Sealer, type KeyRow } from './sealer';
