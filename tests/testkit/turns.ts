/** What some work comes to, and how often the event loop turned meanwhile: how often others were served. */
export async function whileTurning<T>(work: () => T | Promise<T>): Promise<{ result: T; turns: number }> {
  let turns = 0;
  let working = true;
  const turn = (): void => {
    turns += 1;
    if (working) setImmediate(turn);
  };
  setImmediate(turn);
  const result = await work();
  working = false;
  return { result, turns };
}
