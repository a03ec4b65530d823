/** One number that bounds what a caller can make the server do. */
export interface Limit {
  readonly max: number;
  readonly unit: 'bytes' | 'characters' | 'milliseconds' | 'seconds' | 'minutes' | 'days' | 'objects' | '%' | '';
  /** In how long, where it comes back by itself. */
  readonly seconds?: number;
  /** What is counted, and of whom. */
  readonly of: string;
  /** What a caller gets who goes beyond it. */
  readonly beyond: string;
}

export const KiB = 1_024;
export const MiB = 1_024 * KiB;
