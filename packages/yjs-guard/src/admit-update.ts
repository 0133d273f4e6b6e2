// Decides whether an inspected update may follow what the log holds of its document.

import { type DocumentClocks, type KnownClock, sumClocks } from './document-clocks.js'
import type { UpdateShape } from './inspect-update.js'
import { defaultGuardLimits, type GuardLimits } from './limits.js'
import { accepted, type Checked, refused } from './refusal.js'
import type { ClockRange } from './structs/deletes.js'

/**
 * How an update came about.
 * - `edit`: made by its author.
 * - `give-back`: a device returns what a restored log has lost, its own edits and others'.
 * - `adoption`: a document that lived elsewhere is taken in.
 */
export type Origin = 'edit' | 'give-back' | 'adoption'

export interface Admission {
  /** The document's clocks after the update. Made when first read: a caller that keeps rows needs only `changed`. */
  readonly clocks: DocumentClocks
  /** The clients whose clocks rise, with their clocks after the update. */
  readonly changed: readonly KnownClock[]
  /** What the update repeats. Nothing is known of its content: compare it with `findFork`. */
  readonly overlaps: readonly ClockRange[]
  /** Sum of all clocks after the update. */
  readonly total: number
}

/**
 * Once admitted, and with no fork in its overlaps, the update leaves nothing pending in a Y.Doc that holds the log's
 * updates. Pure: run it again at the moment of the append if anything was awaited in between.
 *
 * `author` is the replica, session or user that sends the update.
 */
export function admitUpdate(
  shape: UpdateShape,
  known: DocumentClocks,
  author: string,
  origin: Origin,
  limits: GuardLimits = defaultGuardLimits
): Checked<Admission> {
  const changed: KnownClock[] = []
  const overlaps: ClockRange[] = []
  let growth = 0
  for (const { client, from, to } of shape.adds) {
    const before = known.clients.get(client)
    const clock = before?.clock ?? 0
    if (from > clock)
      return refused('update-clock-gap', `client ${client} goes on at ${clock}, not at ${from}`)
    if (from < clock) overlaps.push({ client, from, to: Math.min(to, clock) })
    if (to <= clock) continue
    // An id that was given back is nobody's. Whoever goes on with it first without a gap is the one who made it: a
    // device that was copied while it typed, whose copy met the log before it.
    const owner = before?.owner ?? (origin === 'edit' ? author : null)
    if (origin === 'edit' && owner !== author) {
      return refused('client-id-taken', `client ${client} was first used by somebody else`)
    }
    changed.push({ client, clock: to, owner })
    growth += to - clock
  }
  const total = sumClocks(known) + growth
  return (
    findMissing(shape, known) ??
    findOverQuota(shape, growth, total, origin, limits) ??
    accepted(new NewAdmission(known, changed, overlaps, total))
  )
}

function findMissing(shape: UpdateShape, known: DocumentClocks): Checked<never> | undefined {
  if (shape.needs.length === 0 && shape.deletes.length === 0) return undefined
  const isHeld = createReach(shape, known)
  for (const { client, clock } of shape.needs) {
    if (isHeld(client, clock)) continue
    return refused(
      'update-missing-dependency',
      `leans on clock ${clock} of client ${client}, which is not known`
    )
  }
  for (const { client, to } of shape.deletes) {
    if (isHeld(client, to - 1)) continue
    return refused(
      'update-deletes-unknown',
      `deletes up to clock ${to} of client ${client}, which is not known`
    )
  }
  return undefined
}

/** Whether a clock is in the log or in the update itself, whose ranges follow the log's without a gap. */
function createReach(shape: UpdateShape, known: DocumentClocks): (client: number, clock: number) => boolean {
  const added = new Map(shape.adds.map(({ client, to }) => [client, to]))
  return (client, clock) =>
    clock < (known.clients.get(client)?.clock ?? 0) || clock < (added.get(client) ?? 0)
}

function findOverQuota(
  shape: UpdateShape,
  growth: number,
  total: number,
  origin: Origin,
  limits: GuardLimits
): Checked<never> | undefined {
  // What only repeats or deletes is welcome in a document that is full.
  if (growth === 0) return undefined
  if (total > limits.documentClocks) {
    return refused(
      'update-clock-quota',
      `the document would span ${total} clocks, of ${limits.documentClocks}`
    )
  }
  const allowed = shape.bytes * limits.clocksPerByte + limits.foldedClocks
  if (origin !== 'edit' || growth <= allowed) return undefined
  return refused('update-clock-quota', `${shape.bytes} bytes add ${growth} clocks, of at most ${allowed}`)
}

/** A class for its prototype: an accessor in a literal costs more than the whole decision. */
class NewAdmission implements Admission {
  private made: DocumentClocks | undefined

  constructor(
    private readonly known: DocumentClocks,
    readonly changed: readonly KnownClock[],
    readonly overlaps: readonly ClockRange[],
    readonly total: number
  ) {}

  get clocks(): DocumentClocks {
    if (this.made === undefined) {
      const clients = new Map(this.known.clients)
      for (const row of this.changed) clients.set(row.client, row)
      this.made = { clients, total: this.total }
    }
    return this.made
  }
}
