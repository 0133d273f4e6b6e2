// Decides what a guest's update becomes in the log: one entry, or nothing (SPEC F4, F5, F6, L4).
//
// Pure, so that every engine decides the same, in the one transaction that also writes the result. The log compares no
// content here: what repeats structs goes back to the caller, which reads the document, takes away what it holds, and
// asks again. So an update costs the log no read, whatever the document's size.

import { admitItem } from './admit-item.js'
import { type AppendContext, type AppendedEntries, toEntries } from './decide-append.js'
import { guestId } from './guest.js'
import type { UpdateOutcome, UpdateRequest } from './port.js'

/** Guests have no batches; the field of an entry that names one is 0. */
const noBatchNumber = 0

export type UpdateDecision =
  | Exclude<UpdateOutcome, { kind: 'appended' }>
  | ({ readonly kind: 'appended' } & AppendedEntries)

export function decideUpdate(
  { document, kind, edits, update, time }: UpdateRequest,
  context: Omit<AppendContext, 'states'>
): UpdateDecision {
  const item = { document, kind, edits, payload: update }
  const clocks = context.clocksOf(document)
  const { documents, limits, head } = context
  const verdict = admitItem(item, { clocks, documents, replica: guestId, state: undefined, limits })
  if (verdict.kind === 'needs-state') return { kind: 'repeats' }
  if (verdict.kind === 'refused') return { kind: 'refused', reason: verdict.reason }
  const author = { device: guestId, replica: guestId, batch: noBatchNumber, time }
  const entries = toEntries([item], author, head)
  const last = entries[0]
  if (!last) throw new Error('L4: an admitted update is one entry')
  const changed = {
    isNew: clocks === undefined,
    changed: verdict.changed,
    get clocks() {
      return verdict.clocks
    }
  }
  return {
    kind: 'appended',
    entries,
    head: { position: last.entry.position, hash: last.hash },
    documents: new Map([[document, changed]])
  }
}
