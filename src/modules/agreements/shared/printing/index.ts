/**
 * Print (打印件): an agreement on paper. A PDF for the shelf, and a DOCX for those who must edit.
 *
 * - sheet (版面): all that stands on the paper, in one language and in order; the formats only lay it out
 * - press (打印机): the process that prints sheets, one after another
 */
import '../../print/print.messages';

export { Press, PressBusy, Unprintable } from './print-queue';
export { type PrintedAgreement, type PrintedSignature, sheetOf } from '../../print/print-layout.rules';
