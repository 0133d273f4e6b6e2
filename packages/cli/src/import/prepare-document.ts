// Makes one whole, checked update of the updates that another server has of a document, or says why that cannot be.

import {
  admitUpdate,
  type ClockId,
  type ClockRange,
  emptyDocumentClocks,
  findFork,
  type GuardCode,
  inspectUpdate
} from '@weft/yjs-guard'
import * as Y from 'yjs'

export type PreparedDocument =
  | { readonly kind: 'whole'; readonly update: Uint8Array }
  /** It has neither content nor deletions. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly code: GuardCode; readonly message: string }

export interface PrepareOptions {
  /** What to do with bytes that can only be a v2 update. */
  readonly v2: 'refused' | 'converted'
}

/** Throws on no input. Nothing is left pending in a Y.Doc that what comes out as `whole` is applied to. */
export function prepareDocument(updates: readonly Uint8Array[], { v2 }: PrepareOptions): PreparedDocument {
  const parts: Part[] = []
  for (const update of updates) {
    const part = readPart(update, updates.length, v2)
    if (part.kind === 'refused') return part
    if (part.kind === 'part') parts.push(part)
  }
  const [first] = parts
  if (!first) return { kind: 'empty' }
  const whole = parts.length === 1 ? first.update : merge(parts)
  if (whole === undefined) return refuse('update-malformed', 'Yjs cannot apply it')
  return checkWhole(whole, parts)
}

interface Part {
  readonly kind: 'part'
  readonly update: Uint8Array
  /** Empty for a part that skips clocks, of which nothing more is known until it is merged. */
  readonly adds: readonly ClockRange[]
}

type ReadPart = Part | { readonly kind: 'none' } | Refused

type Refused = Extract<PreparedDocument, { kind: 'refused' }>

const refuse = (code: GuardCode, message: string): Refused => ({ kind: 'refused', code, message })

function readPart(update: Uint8Array, count: number, v2: PrepareOptions['v2']): ReadPart {
  const shape = inspectUpdate(update)
  if (shape.ok) return { kind: 'part', update, adds: shape.value.adds }
  const { code, message } = shape.refusal
  if (code === 'update-empty') return { kind: 'none' }
  // A state that was stored while something was pending skips clocks. Another update may have them: the whole tells.
  if (code === 'update-clock-gap' && count > 1) return { kind: 'part', update, adds: [] }
  if (code !== 'update-wrong-version' || v2 === 'refused') return refuse(code, message)
  const converted = attempt(() => Y.convertUpdateFormatV2ToV1(update))
  return converted
    ? readPart(converted, count, 'refused')
    : refuse('update-malformed', 'no readable v2 update')
}

/** Through a Y.Doc, as the other server does it. Deleted content that is still there is kept. */
function merge(parts: readonly Part[]): Uint8Array | undefined {
  const ydoc = new Y.Doc({ gc: false })
  try {
    return attempt(() => {
      ydoc.transact(() => {
        for (const { update } of parts) Y.applyUpdate(ydoc, update)
      })
      return Y.encodeStateAsUpdate(ydoc)
    })
  } finally {
    ydoc.destroy()
  }
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** What is pending in a Y.Doc is in its state too, as skipped clocks, or as deletions of what is not there. */
function checkWhole(whole: Uint8Array, parts: readonly Part[]): PreparedDocument {
  const shape = inspectUpdate(whole)
  if (!shape.ok) return refuse(shape.refusal.code, shape.refusal.message)
  const admission = admitUpdate(shape.value, emptyDocumentClocks, '', 'adoption')
  if (!admission.ok) return refuse(admission.refusal.code, admission.refusal.message)
  const fork = parts.length === 1 ? undefined : findForkedPart(whole, parts)
  if (fork === undefined) return { kind: 'whole', update: whole }
  return refuse('client-id-forked', `its updates differ at clock ${fork.clock} of client ${fork.client}`)
}

/** Of updates that say different things of the same clocks, Yjs takes the first and drops the others in silence. */
function findForkedPart(whole: Uint8Array, parts: readonly Part[]): ClockId | undefined {
  for (const [{ update }, overlaps] of findOverlaps(parts)) {
    const fork = findFork(update, whole, overlaps)
    if (fork) return fork
  }
  return undefined
}

interface PartRange extends ClockRange {
  readonly part: Part
}

/** For each part that tells clocks that another part tells too: its ranges with such clocks. */
function findOverlaps(parts: readonly Part[]): Map<Part, ClockRange[]> {
  const ranges = parts.flatMap((part) => part.adds.map((range): PartRange => ({ ...range, part })))
  ranges.sort((one, other) => one.client - other.client || one.from - other.from)
  const found = new Map<Part, ClockRange[]>()
  let reached = { client: -1, to: 0 }
  ranges.forEach(({ part, ...range }, at) => {
    const next = ranges[at + 1]
    const isToldBefore = reached.client === range.client && range.from < reached.to
    const isToldAgain = next?.client === range.client && next.from < range.to
    if (isToldBefore || isToldAgain) found.set(part, [...(found.get(part) ?? []), range])
    const isFurther = reached.client !== range.client || range.to > reached.to
    if (isFurther) reached = { client: range.client, to: range.to }
  })
  return found
}
