/*
 * An honest client in a process of its own: every 100 ms a query of the public's, in turn a list, a meeting, a text that is
 * searched for, and a look at /health/live; every second a socket that watches the meeting with a document of its own; every
 * two seconds a password. It prints the milliseconds that each took from when it was due, once its input ends.
 */
import { Agent, request } from 'node:http';
import WebSocket from 'ws';
import { targetOf } from './target';

const { url, allianceSlug, meetingId } = targetOf(process.argv);
const agent = new Agent({ keepAlive: true, maxSockets: 50 });
/** From a network of its own. */
const ADDRESS = '198.51.100.7';

const QUERIES = [
  {
    query:
      'query ($slug: String!) { alliance(slug: $slug) { name memberUnits(first: 20) { nodes { name sectorGroups { name } } } } }',
    variables: { slug: allianceSlug },
  },
  {
    query: 'query ($id: ID!) { meeting(id: $id) { title agenda { items { title state } } } }',
    variables: { id: meetingId },
  },
  {
    query:
      'query ($slug: String!) { alliance(slug: $slug) { memberUnits(filter: { text: "小学" }, first: 5) { nodes { name } } } }',
    variables: { slug: allianceSlug },
  },
].map((body) => JSON.stringify(body));

const took = {
  queries: [] as number[],
  health: [] as number[],
  live: [] as number[],
  signIns: [] as number[],
  refused: [] as string[],
};

let watched = 0;

/** Opens a socket, and waits for what there is of the meeting. */
function watch(): Promise<void> {
  const due = performance.now();
  watched += 1;
  const query = `subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision own${process.pid}x${watched}: revision } }`;
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': ADDRESS },
    });
    const send = (message: object): void => socket.send(JSON.stringify(message));
    let answer = 'closed';
    socket.on('error', ({ message }) => (answer = message));
    socket.on('open', () => send({ type: 'connection_init' }));
    socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type === 'connection_ack')
        send({ id: '1', type: 'subscribe', payload: { query, variables: { id: meetingId } } });
      else if (type !== 'ping') {
        answer = type === 'next' ? '' : String(data);
        took.live.push(performance.now() - due);
        socket.close();
      }
    });
    socket.on('close', () => {
      if (answer !== '') took.refused.push(`socket: ${answer}`);
      resolve();
    });
  });
}

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
const signIn = (): Promise<void> => {
  const input = { email: `${process.pid}-${took.signIns.length}@test.example`, password: 'not the password' };
  return ask('/graphql', JSON.stringify({ query: SIGN_IN, variables: { input } }), took.signIns);
};

function ask(path: string, body: string | null, into: number[]): Promise<void> {
  const due = performance.now();
  return new Promise((resolve) => {
    const failed = (reason: string): void => {
      took.refused.push(reason);
      resolve();
    };
    const asked = request(
      new URL(path, url),
      {
        agent,
        method: body === null ? 'GET' : 'POST',
        headers: { 'x-forwarded-for': ADDRESS, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('error', ({ message }) => failed(message));
        response.on('end', () => {
          into.push(performance.now() - due);
          if (response.statusCode !== 200 || text.includes('"errors"'))
            failed(`${response.statusCode} ${text.slice(0, 200)}`);
          else resolve();
        });
      },
    );
    asked.on('error', ({ message }) => failed(message));
    asked.end(body ?? undefined);
  });
}

const underWay = new Set<Promise<void>>();
let place = 0;
const timer = setInterval(() => {
  const query = QUERIES[(place += 1) % QUERIES.length] ?? '';
  const all = [ask('/graphql', query, took.queries), ask('/health/live', null, took.health)];
  if (place % 10 === 1) all.push(watch());
  if (place % 20 === 1) all.push(signIn());
  for (const asked of all) {
    underWay.add(asked);
    void asked.then(() => underWay.delete(asked));
  }
}, 100);

process.stdin.resume().on('end', () => {
  clearInterval(timer);
  void Promise.all(underWay).then(() => {
    process.stdout.write(`${JSON.stringify(took)}\n`, () => process.exit(0));
  });
});
