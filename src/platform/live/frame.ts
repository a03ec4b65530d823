/** Up to here a message is copied into each socket's frame; above, copying costs more than a second piece to write. */
const COPIED_BYTES = 4_096;

const FINAL_TEXT = 0x81;

/**
 * A text message that differs for its receivers in its beginning only: what follows is encoded once for all. Frames are made
 * here instead of by `ws` (RFC 6455, section 5.2; a server's are not masked), since that makes two buffers and two writes
 * of each. To 500 sockets, a message of 640 bytes cost 8.0 µs of CPU each, with `ws` and one text for all of them 9.1.
 */
export class SharedMessage {
  private readonly rest: Buffer;

  constructor(rest: string) {
    this.rest = Buffer.from(rest);
  }

  /** The frame for one receiver, in pieces to be written one after the other. */
  frame(beginning: string): readonly Buffer[] {
    const { rest } = this;
    const beginningBytes = Buffer.byteLength(beginning);
    const bytes = beginningBytes + rest.length;
    const start = headBytes(bytes);
    const copied = bytes <= COPIED_BYTES || rest.length === 0;
    const frame = Buffer.allocUnsafe(start + (copied ? bytes : beginningBytes));
    writeHead(frame, bytes);
    frame.write(beginning, start);
    if (!copied) return [frame, rest];
    rest.copy(frame, start + beginningBytes);
    return [frame];
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
