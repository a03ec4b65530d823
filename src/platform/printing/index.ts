/**
 * Print (打印件): documents on paper. A PDF for the shelf, and a DOCX for those who must edit.
 *
 * - page layout (版面): everything that is printed, in one language and in order; the formats only typeset it
 * - print queue (打印队列): prints layouts one after another, in a process of its own
 * - document link (文件链接): carries a person's right to a document, for five minutes
 */
export { DocumentLinks, type DocumentLink } from './document-links';
export { maySeeField, type DocumentSource, type PrintableDocument } from './document-source';
export {
  groupedHash,
  LINE_END,
  pageFrame,
  printedLines,
  printedMoment,
  type Block,
  type PageLayout,
} from './page-layout';
export { PrintingNotInstalled, PrintQueue, PrintQueueFull, Unprintable } from './print-queue';
