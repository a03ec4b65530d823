import { once } from 'node:events';
import { Client } from 'pg';
import { LIVE_CHANNEL } from '../../src/platform/live/event';
import { ask, signIn } from '../requests';
import { now } from './clock';
import type { LiveWorld } from './data';

/** Makes what is watched change. */
export interface Changer {
  /** Resolves when the change is done, to the time at which it was committed or, where nothing is, sent. */
  change(times: number): Promise<number>;
  close(): Promise<void>;
}

const RENAME =
  'mutation Rename($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { userErrors { message } } }';

/**
 * Real changes by the organiser, an item's new title each time. The commit is timed by the hint that it gives to
 * whoever listens, which comes some 0.7 ms after it.
 */
export async function agendaChanger(url: string, databaseUrl: string, world: LiveWorld): Promise<Changer> {
  const headers = { authorization: `Bearer ${await signIn(url, world)}` };
  const listening = new Client({ connectionString: databaseUrl });
  await listening.connect();
  await listening.query(`listen ${LIVE_CHANNEL}`);
  return {
    async change(times) {
      const input = {
        itemId: `item_${world.itemId}`,
        title: `关于第7项共建工作的汇报（第${String(times).padStart(6, '0')}稿）`,
      };
      const committed = once(listening, 'notification').then(now);
      const text = await ask({ url, headers, body: JSON.stringify({ query: RENAME, variables: { input } }) });
      if (!text.includes('"userErrors":[]')) throw new Error(`the agenda was not changed: ${text}`);
      return committed;
    },
    close: () => listening.end(),
  };
}
