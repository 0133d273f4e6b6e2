// What an examination of a log's file finds wrong: what, where, what is lost by it and what mends it (SPEC L14).

/**
 * - `file`: its first page is not that of a log. `write-ahead-log`: a part of it that was complete cannot be read.
 * - `pages`: SQLite's own pages do not fit together. `index`: it does not agree with its table.
 * - `space`, `device`, `replica`, `document`: the row. `document` also: its counts are not those of its entries.
 * - `batch`: a receipt's row, or it is missing, or it says another running hash than the log has.
 * - `entry`: its row, or it is missing. `history`: whole entries that do not follow one another.
 * - `snapshot`: its row, or it holds something else than its entries. `checkpoint`: a kept running hash.
 * - `clocks`: what the guard knows of a document. `edit-sums`: counts of edits, which no content hangs on.
 */
export type FindingKind =
  | 'file'
  | 'write-ahead-log'
  | 'pages'
  | 'index'
  | 'space'
  | 'device'
  | 'replica'
  | 'document'
  | 'batch'
  | 'entry'
  | 'history'
  | 'snapshot'
  | 'checkpoint'
  | 'clocks'
  | 'edit-sums'

/**
 * - `repair`: can be made anew from what is sound, in place.
 * - `salvage`: what is sound can be taken into a new log; devices give back what they hold.
 * - `devices`: nothing here mends it; devices that held more notice and give it back.
 */
export type Mend = 'repair' | 'salvage' | 'devices'

export interface Finding {
  readonly kind: FindingKind
  /** null where it concerns the whole file, or the space's name cannot be read. */
  readonly space: string | null
  /** null where it concerns no single document, or it is not known which. */
  readonly document: string | null
  /** In the space's log; null where the damage is in no entry. */
  readonly position: number | null
  /** For people. */
  readonly what: string
  readonly lost: string
  readonly mend: Mend
}

type Place = Partial<Pick<Finding, 'space' | 'document' | 'position'>>

/** With what is commonly lost by such damage, and what mends it, where the caller does not know better. */
export function finding(
  kind: FindingKind,
  what: string,
  place: Place = {},
  known: Partial<Pick<Finding, 'lost' | 'mend'>> = {}
): Finding {
  return { kind, space: null, document: null, position: null, ...place, what, ...usual[kind], ...known }
}

const nothing = 'nothing: it is made anew from what is sound'

const usual: Record<FindingKind, Pick<Finding, 'lost' | 'mend'>> = {
  file: { lost: 'nothing is served; a salvage tells what the other pages still hold', mend: 'salvage' },
  'write-ahead-log': {
    lost: 'what was committed after it; devices that had sent or received it give it back',
    mend: 'devices'
  },
  pages: { lost: 'what other findings name; a new file puts the pages in order', mend: 'salvage' },
  index: { lost: nothing, mend: 'repair' },
  space: { lost: 'the identity of its log: it begins a new epoch; its content is there', mend: 'salvage' },
  device: { lost: 'which secret it is bound to: its next hello binds it again', mend: 'salvage' },
  replica: { lost: 'where that replica stood: it gives back what it holds', mend: 'salvage' },
  document: { lost: nothing, mend: 'repair' },
  batch: { lost: 'the receipt of a batch: its replica gives back what it holds', mend: 'salvage' },
  entry: { lost: 'that entry, unless a device or a snapshot holds it', mend: 'salvage' },
  history: { lost: 'the proof that nothing was exchanged there', mend: 'salvage' },
  snapshot: { lost: nothing, mend: 'repair' },
  checkpoint: { lost: nothing, mend: 'repair' },
  clocks: { lost: nothing, mend: 'repair' },
  'edit-sums': { lost: 'nothing: only how many edits devices are behind is counted wrongly', mend: 'repair' }
}
