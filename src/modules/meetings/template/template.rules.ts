/** How many templates an alliance has at most. */
export const MOST_TEMPLATES = 200;

/** The place of the first item that lies deeper than one below the item before it; null when none does. */
export function levelFault(levels: readonly number[]): number | null {
  const at = levels.findIndex((level, index) => level > (levels[index - 1] ?? 0) + 1);
  return at < 0 ? null : at;
}

/** For each item of a template, the place of the one that it is part of; null at the top. */
export function parentsOf(levels: readonly number[]): (number | null)[] {
  const open: number[] = [];
  return levels.map((level, index) => {
    open.length = level - 1;
    const parent = open.at(-1) ?? null;
    open.push(index);
    return parent;
  });
}
