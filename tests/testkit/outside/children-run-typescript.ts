import path from 'node:path';

/** Jest's setup file: programs of ours that a test starts run as they stand, as the test does. */
process.execArgv = [...process.execArgv, '-r', path.resolve(__dirname, '../run-typescript.cjs')];
