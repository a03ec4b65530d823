/**
 * Print (打印件): an agreement on paper. A PDF for the shelf, and a DOCX for those who must edit.
 *
 * - page layout (版面): everything that is printed, in one language and in order; the formats only typeset it
 * - print queue (打印队列): prints layouts one after another, in a process of its own
 */
import '../../print/print.messages';

export { PrintQueue, PrintQueueFull, Unprintable } from './print-queue';
export { type PageLayout, type PrintedAgreement, pageLayoutOf } from '../../print/print-layout.rules';
