// What the list shows of a note that is not open, kept by the client beside the note.

import type { Conflict } from '@weft/model'

/** JSON. */
export type NoteSummary = {
  /** The note's own title; without one, its first line. */
  readonly title: string
  readonly excerpt: string
  readonly folder: string
  /** `YYYY-MM-DD`. */
  readonly due: string | null
  readonly created: number | null
  readonly deleted: number | null
  readonly conflicts: readonly Conflict[]
}
