/**
 * Workers (工作线程): computing that would hold the event loop runs in threads.
 *
 * - task (任务): a pure function of plain data, named by the file that exports it, so that a thread can load it too
 * - weight (分量): about how many bytes a task reads; what is small is done at once, since a thread would cost more
 */
export { type Task, Workers } from './workers';
