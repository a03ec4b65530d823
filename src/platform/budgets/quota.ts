/** What a caller has of one limit at this moment, so that the answer can say it before it is refused for. */
export interface Quota {
  /** The limit's. */
  readonly name: string;
  readonly max: number;
  /** How much is left. */
  readonly left: number;
  /** In how long all of it comes back, and how long that takes from now on; absent where it is given back with the answer. */
  readonly time?: { readonly seconds: number; readonly left: number };
  /** Whether this was refused for it. */
  readonly exceeded: boolean;
}
