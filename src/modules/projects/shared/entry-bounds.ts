/** How much an entry of the lists says; what is read from files is bounded by a cell (`LIMITS.importCellCharacters`) besides. */
export const LONGEST_TITLE = 200;
export const LONGEST_DESCRIPTION = 10_000;
/** People, pieces, times. */
export const MOST_OF_AN_ENTRY = 1_000_000;
