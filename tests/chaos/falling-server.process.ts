/*
 * A server that kills itself, as a power cut would: `FALLS=before 7` when it is about to send the seventh statement of its
 * first mutation's transaction, `FALLS=after COMMIT` when it has sent the commit and heard nothing of it yet.
 */
import '../../src/main';
import { interfere } from './statements';

const [when, which] = (process.env.FALLS ?? '').split(' ');

function fall(): void {
  process.kill(process.pid, 'SIGKILL');
}

// in time: the server that has just been started has yet to wait for its first connection
interfere(({ place, text }, send) => {
  if (when === 'before' && place === Number(which)) fall();
  const sent = send();
  // what is sent in one turn goes out at its end
  if (when === 'after' && text === which) process.nextTick(fall);
  return sent;
});
