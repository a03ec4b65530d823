/** How long something is waited for that is to come: less than a test may take, so that it can say what did not come. */
export const PATIENCE_MS = 50_000;
