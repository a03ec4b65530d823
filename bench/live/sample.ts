import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { BenchDatabase } from '../database';
import { Contestant } from '../contestant';
import type { Changer } from './changes';
import type { LiveWorld } from './data';
import { watchPayload } from './document';

/** One update as our server sends it: what the others are to send as well. */
export interface Sampled {
  /** The message as one watcher gets it. */
  readonly frame: string;
  /** The value of `agendaUpdates` in it. */
  readonly update: object;
}

/** Watches our server through a change. */
export async function sampleUpdate(
  { env }: Pick<BenchDatabase, 'env'>,
  world: LiveWorld,
  prepare: (url: string) => Promise<Changer>,
): Promise<Sampled> {
  const server = await Contestant.start({ file: 'gongjian.ts', env });
  const socket = new WebSocket(server.url.replace(/^http/, 'ws'), ['graphql-transport-ws']);
  const message = async (type: string): Promise<string> => {
    const [data] = (await once(socket, 'message')) as [Buffer];
    if (!data.includes(`"type":"${type}"`)) throw new Error(`not ${type}: ${data.toString()}`);
    return data.toString();
  };
  try {
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await message('connection_ack');
    socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload: watchPayload(world) }));
    await message('next');
    const changer = await prepare(server.url);
    // the first change also puts right what was planted without computing it
    await Promise.all([message('next'), changer.change(1)]);
    const [frame] = await Promise.all([message('next'), changer.change(2)]);
    await changer.close();
    const { payload } = JSON.parse(frame) as { payload: { data: { agendaUpdates: object } } };
    return { frame, update: payload.data.agendaUpdates };
  } finally {
    socket.terminate();
    await server.stop();
  }
}
