import type { WebSocket } from 'ws';

/** A socket is pinged once in so many turns of a second each. */
const TURNS = 12;

/** Pings each socket every twelve seconds, and cuts one that has not answered before the next ping; all by one timer. */
export class KeepAlive {
  /** By the turn at which they are pinged. */
  private readonly sockets = Array.from({ length: TURNS }, () => new Set<WebSocket>());
  private readonly unanswered = new WeakSet<WebSocket>();
  private turn = 0;
  /** Where the next one goes: one after the other, so that a crowd that came at once is not pinged at once. */
  private place = 0;
  private readonly timer = setInterval(() => this.next(), 1_000).unref();

  add(webSocket: WebSocket): void {
    this.place = (this.place + 1) % TURNS;
    this.sockets[this.place]?.add(webSocket);
  }

  answered(webSocket: WebSocket): void {
    this.unanswered.delete(webSocket);
  }

  delete(webSocket: WebSocket): void {
    for (const among of this.sockets) if (among.delete(webSocket)) return;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private next(): void {
    this.turn = (this.turn + 1) % TURNS;
    for (const webSocket of this.sockets[this.turn] ?? []) {
      if (this.unanswered.has(webSocket)) {
        webSocket.terminate();
        continue;
      }
      this.unanswered.add(webSocket);
      webSocket.ping();
    }
  }
}
