// Decides on one item of a batch: whether it may stand in the log, and what is known of its document afterwards.
//
// Kinds (SPEC L8). 1 to 127 are forms of document content that receivers apply, so a relay takes only those it can
// check; one it does not know is refused as `kind-unknown`, because a later version would apply what nobody checked.
// 128 and above are opaque: whoever knows such a kind checks it by itself, and a relay that does not know it stores
// it and passes it on.

import { type BatchItem, entryKind, isDocumentId } from '@weft/protocol'
import {
  admitUpdate,
  type DocumentClocks,
  emptyDocumentClocks,
  findFork,
  inspectUpdate,
  type KnownClock,
  type Origin
} from '@weft/yjs-guard'
import { type LogLimits, mostEditsOfItem } from './log-limits.js'

export const firstOpaqueKind = 128

/** Kinds whose payload is a Yjs v1 update, and what the guard has to know about where it is from. */
const originByKind: ReadonlyMap<number, Origin> = new Map([
  [entryKind.update, 'edit'],
  [entryKind.giveBack, 'give-back'],
  [entryKind.adoption, 'adoption']
])

export const isYjsKind = (kind: number): boolean => originByKind.has(kind)

export interface ItemContext {
  /** What the log knows of the document; undefined when it has no such document. */
  readonly clocks: DocumentClocks | undefined
  readonly documents: number
  readonly replica: string
  readonly limits: LogLimits
  /** The document's state as one v1 update, or undefined when it was not read yet. */
  readonly state: Uint8Array | undefined
}

export type ItemVerdict =
  | AdmittedItem
  | { readonly kind: 'refused'; readonly reason: string }
  /** Decide again with the document's state: the item repeats structs that have to be compared (SPEC G6). */
  | { readonly kind: 'needs-state' }

export interface AdmittedItem {
  readonly kind: 'admitted'
  /** What the guard knows of the document afterwards. May be made when first read. */
  readonly clocks: DocumentClocks
  /** The clients whose clocks the item raised. */
  readonly changed: readonly KnownClock[]
}

export function admitItem(item: BatchItem, context: ItemContext): ItemVerdict {
  if (!isDocumentId(item.document)) return refuse('id-invalid')
  if (item.edits > mostEditsOfItem) return refuse('edits-invalid')
  if (context.clocks === undefined && context.documents >= context.limits.documents) {
    return refuse('too-many-documents')
  }
  const known = context.clocks ?? emptyDocumentClocks
  if (item.kind >= firstOpaqueKind) return { kind: 'admitted', clocks: known, changed: [] }
  if (item.kind === entryKind.stateV2) return refuse('update-wrong-version')
  const origin = originByKind.get(item.kind)
  if (origin === undefined) return refuse('kind-unknown')

  const shape = inspectUpdate(item.payload, context.limits.guard)
  if (!shape.ok) return refuse(shape.refusal.code)
  const admission = admitUpdate(shape.value, known, context.replica, origin, context.limits.guard)
  if (!admission.ok) return refuse(admission.refusal.code)
  const { overlaps, changed } = admission.value
  if (overlaps.length > 0) {
    if (context.state === undefined) return { kind: 'needs-state' }
    if (findFork(item.payload, context.state, overlaps)) return refuse('client-id-forked')
  }
  return {
    kind: 'admitted',
    changed,
    get clocks() {
      return admission.value.clocks
    }
  }
}

const refuse = (reason: string): ItemVerdict => ({ kind: 'refused', reason })
