import { createHmac, randomBytes } from 'node:crypto';
import { decrypted, encrypted } from '../../../platform/sealing';

/** What the database keeps of one choice: it tells neither who chose nor what to whoever lacks the vote's key. */
export interface KeptChoice {
  readonly slot: Buffer;
  readonly content: Buffer;
}

/** A new key of one secret vote, which is destroyed at its closing. */
export function newChoicesKey(): Buffer {
  return randomBytes(32);
}

/** The choices of one secret vote, under its key. Who may vote is named by the id of their ballot. */
export class SecretChoices {
  private readonly slots: Buffer;
  private readonly contents: Buffer;

  constructor(key: Buffer) {
    this.slots = createHmac('sha256', key).update('slots').digest();
    this.contents = createHmac('sha256', key).update('contents').digest();
  }

  /** Where a ballot's choice is kept, so that a change of mind replaces it. */
  slot(ballotId: string): Buffer {
    return createHmac('sha256', this.slots).update(ballotId).digest();
  }

  kept(ballotId: string, optionId: string): KeptChoice {
    const slot = this.slot(ballotId);
    return { slot, content: encrypted(Buffer.from(optionId), this.contents, slot.toString('base64url')) };
  }

  /** The option that was chosen; null where this vote's key did not write it, or not there. */
  optionOf({ slot, content }: KeptChoice): string | null {
    try {
      return decrypted(content, this.contents, slot.toString('base64url')).toString();
    } catch {
      return null;
    }
  }
}
