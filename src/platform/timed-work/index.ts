/**
 * Timed work (定时任务): what the platform does by itself when its time has come, once however many servers run.
 *
 * - task (任务): does whatever is due at a moment; may run again at any time
 * - due task (到期事项): one that looks at many objects, each in a transaction of its own
 */
export { dueTask } from './due-task';
export { migrateTimedWork, TIMED_WORK_AGE, TimedWork, timedOrigin, type TimedTask } from './timed-work';
