import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a TCP server that can be closed for a while, as when a network fails. */
export class Gate {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private isOpen = true;
  private refusals = 0;
  private refused: () => void = () => undefined;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Opens a way to what listens on a local port. */
  static async to(port: number): Promise<Gate> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const gate = new Gate(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => gate.admit(near, port));
    return gate;
  }

  /** Cuts all connections, and those that are made from now on. */
  shut(): void {
    this.isOpen = false;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Waits until so many connections have been refused since the gate was opened. */
  async hasRefused(count: number): Promise<void> {
    while (this.refusals < count)
      await new Promise<void>((resolve) => {
        this.refused = resolve;
      });
  }

  reopen(): void {
    this.isOpen = true;
  }

  async close(): Promise<void> {
    this.shut();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private admit(near: Socket, port: number): void {
    if (!this.isOpen) {
      near.destroy();
      this.refusals += 1;
      this.refused();
      return;
    }
    const far = connect(port, '127.0.0.1');
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('error', () => undefined); // 'close' follows
      socket.once('close', () => {
        this.pairs.delete(pair);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
