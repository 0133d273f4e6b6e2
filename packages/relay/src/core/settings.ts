// How long a relay keeps what, and when it folds.

export interface FoldSettings {
  /** A document gets a new snapshot when at least this many entries follow its last one. */
  readonly minEntries: number
  /** A space is folded when this many entries came since, without waiting for the timer. */
  readonly afterEntries: number
  /** All spaces with new entries are folded this often, ms. */
  readonly everyMs: number
  /** Entries older than this may go once a snapshot covers them, ms; null keeps them for ever (SPEC L12). */
  readonly retentionMs: number | null
}

export const defaultFoldSettings: FoldSettings = {
  minEntries: 200,
  afterEntries: 5_000,
  everyMs: 10 * 60_000,
  retentionMs: null
}
