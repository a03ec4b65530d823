import { generateKeyPairSync } from 'node:crypto';

/** What servers of tests sign with, in this process and in others. */
export const AUTH_SECRET = 'a secret for tests, and for nothing else';
/** What servers of this test seal with, in this process and in others. */
export const SEAL_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
/** Of every person who can sign in. */
export const PASSWORD = 'correct horse battery';
