import type { Sealer } from '../../../platform/sealing';
import type { DocumentLinks } from './document-links';

/** What the house gives to what is computed of agreements. */
export interface AgreementServices {
  readonly sealer: Sealer;
  readonly documentLinks: DocumentLinks;
}
