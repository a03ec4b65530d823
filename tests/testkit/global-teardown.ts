import { runs } from './global-setup';

/** Jest's globalTeardown. */
export default async function globalTeardown(): Promise<void> {
  await runs.gongjianTestCluster?.close();
}
