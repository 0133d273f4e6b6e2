// What a guest lacks of a document's state, in pieces that guests share and that a slow line takes one after the other.

import { type ClockRange, cutState, type StatePiece } from '@weft/yjs-guard'
import * as Y from 'yjs'
import { emptyState, type HeldState } from '../log/subtract-update.js'

/** These clients end a connection on which they heard nothing for 30 s: a line of 3 KiB a second takes one in that time. */
export const pieceBytes = 64 * 1024

interface Cut {
  readonly pieces: readonly StatePiece[]
  /** By piece. Whoever keeps it keeps no content from being let go. */
  readonly spans: Spans
  /** The last answer to who holds part of it: those who come back after a lost connection mostly hold the same. */
  last: { readonly at: Progress; readonly next: NextUpdate | undefined } | undefined
}

type Spans = readonly (readonly ClockRange[])[]

/** Cut once for all guests, and kept as long as the update is. */
const cuts = new WeakMap<Uint8Array, Cut>()

function cutOf(update: Uint8Array): Cut {
  const known = cuts.get(update)
  if (known) return known
  const pieces = cutUpdate(update)
  const cut: Cut = { pieces, spans: pieces.map(({ spans }) => spans), last: undefined }
  cuts.set(update, cut)
  return cut
}

/** An update that is no larger than a piece is one, and that very object. */
function cutUpdate(update: Uint8Array): readonly StatePiece[] {
  if (update.length <= pieceBytes) return [{ update, spans: [] }]
  try {
    return cutState(update, pieceBytes)
  } catch {
    // Structs that lean on each other in a circle have no order in which they could come.
    return [{ update, spans: [] }]
  }
}

/** An entry of the log, for guests who were sent all before it. */
export const piecesOf = (update: Uint8Array): readonly Uint8Array[] =>
  update.length <= pieceBytes ? [update] : cutOf(update).pieces.map((piece) => piece.update)

/** How far a guest was sent a state. */
export interface Progress {
  /** The guest's state vector: when it asked, or when another state took the place of the one that it was being sent. */
  readonly vector: Uint8Array
  /** Of the state that it is being sent. */
  readonly spans: Spans | undefined
  /** Pieces of that state that are done with. */
  readonly done: number
}

export interface NextUpdate {
  readonly update: Uint8Array
  readonly after: Progress
  /** Nothing follows. */
  readonly isLast: boolean
}

export const beginAt = (vector: Uint8Array): Progress => ({ vector, spans: undefined, done: 0 })

/** What the next update takes in memory: guests who get the same content share `of`. */
export function sizeOfNext(
  state: HeldState,
  progress: Progress
): { readonly of: object; readonly bytes: number } {
  const { pieces, spans } = cutOf(state.update)
  const done = progress.spans === spans ? progress.done : 0
  const piece = pieces[done]
  if (!piece || !holdsNothing(progress.vector)) return { of: {}, bytes: pieceBytes }
  return { of: spans[done] as object, bytes: piece.update.length }
}

/** Undefined when all was sent. A guest that was being sent another state goes on from what it has of that one. */
export function nextUpdate(state: HeldState, progress: Progress): NextUpdate | undefined {
  const cut = cutOf(state.update)
  const at = moveTo(cut, progress)
  if (holdsNothing(at.vector)) return wholePiece(cut, at, at.done)
  const { last } = cut
  if (last && last.at.done === at.done && Buffer.compare(last.at.vector, at.vector) === 0) return last.next
  const next = gatherRests(cut, at)
  cut.last = { at, next }
  return next
}

function moveTo({ spans }: Cut, progress: Progress): Progress {
  if (progress.spans === spans) return progress
  const passed = progress.spans?.slice(0, progress.done).flat() ?? []
  if (passed.length === 0) return { vector: progress.vector, spans, done: 0 }
  const clocks = Y.decodeStateVector(progress.vector)
  for (const { client, to } of passed) clocks.set(client, Math.max(to, clocks.get(client) ?? 0))
  return { vector: Y.encodeStateVector(clocks), spans, done: 0 }
}

function wholePiece({ pieces }: Cut, at: Progress, index: number): NextUpdate | undefined {
  const piece = pieces[index]
  const done = index + 1
  return piece && { update: piece.update, after: { ...at, done }, isLast: done === pieces.length }
}

/** Pieces of which the guest holds some, until they make one together; or one of which it holds nothing. */
function gatherRests(cut: Cut, at: Progress): NextUpdate | undefined {
  const { pieces } = cut
  const clocks = Y.decodeStateVector(at.vector)
  const rests: Uint8Array[] = []
  let bytes = 0
  let done = at.done
  for (; done < pieces.length && bytes < pieceBytes; done++) {
    const piece = pieces[done] as StatePiece
    if (
      piece.spans.length > 0 &&
      piece.spans.every(({ client, from }) => (clocks.get(client) ?? 0) <= from)
    ) {
      if (rests.length === 0) return wholePiece(cut, at, done)
      break
    }
    const isHeld =
      piece.spans.length > 0 && piece.spans.every(({ client, to }) => (clocks.get(client) ?? 0) >= to)
    const rest = isHeld ? deletionsOf(piece) : Y.diffUpdate(piece.update, at.vector)
    if (rest.length <= emptyState.update.length) continue
    rests.push(rest)
    bytes += rest.length
  }
  if (rests.length === 0) return undefined
  const update = rests.length === 1 ? (rests[0] as Uint8Array) : Y.mergeUpdates(rests)
  return { update, after: { ...at, done }, isLast: done === pieces.length }
}

const deletions = new WeakMap<Uint8Array, Uint8Array>()

/** A guest may hold the structs of a piece, and not know that some of them are deleted. */
function deletionsOf({ update, spans }: StatePiece): Uint8Array {
  const all = (): Uint8Array => Y.encodeStateVector(new Map(spans.map(({ client, to }) => [client, to])))
  const known = deletions.get(update) ?? Y.diffUpdate(update, all())
  deletions.set(update, known)
  return known
}

/** A vector of no client. */
const holdsNothing = (vector: Uint8Array): boolean => vector.length <= 1
