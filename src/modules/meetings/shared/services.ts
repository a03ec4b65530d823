import type { DocumentLinks } from '../../../platform/printing';
import type { Sealer } from '../../../platform/sealing';

/** The services that computed fields of meetings use. */
export interface MeetingServices {
  readonly sealer: Sealer;
  readonly documentLinks: DocumentLinks;
}
