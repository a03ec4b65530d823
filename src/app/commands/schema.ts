import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { printGraph } from '../server/printed-graph';
import { buildGraph } from '../server/schema';

/** `npm run schema`: writes schema.graphql from the code. */
async function main(): Promise<void> {
  writeFileSync('schema.graphql', printGraph(await buildGraph()));
}

void main();
