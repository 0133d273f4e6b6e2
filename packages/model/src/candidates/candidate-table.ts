// Every live candidate of a document, by path: read from the map `weft`, kept with it, and written through it.

import { createEmitter } from '@weft/base'
import type * as Y from 'yjs'
import { mapRoot, rootProblem } from '../roots.js'
import {
  type Candidate,
  compareCandidates,
  correctionKeyOf,
  encodeCandidate,
  encodeCorrection,
  isCorrectionKey,
  type Parsed,
  parseCandidate,
  parseCorrection,
  pathOfKey
} from './candidate.js'
import { createOrderIndex, type OrderIndex, type Placed } from './order-index.js'
import { parsePath, pathText } from './path.js'
import type { Stamp } from './stamp.js'

/** Root types of Weft's own in a document. Other software leaves them alone. */
export const candidatesName = 'weft'

export interface CandidateTable {
  /** Where it stands in the document. */
  readonly map: Y.Map<unknown>
  /** The live candidates of a path, in canonical order. More than one were written with neither having seen another. */
  live(path: readonly string[]): readonly Candidate[]
  /** The segments that stand below a path, unordered. */
  children(path: readonly string[]): readonly string[]
  /** Every path that has a live candidate, unordered. */
  paths(): Iterable<readonly string[]>
  /** Every candidate that stands in the map, unordered. */
  all(): Iterable<Candidate>
  /** What stands in the map and is no candidate, by key. */
  readonly misfits: ReadonlyMap<string, string>
  /** Whether there are candidates of a release newer than this one. */
  hasNewer(): boolean
  /** Puts candidates in the place of others; inside of a transaction. */
  replace(removed: readonly Candidate[], added: readonly Candidate[]): void
  /** What stands below a path by its places, which `placeOf` reads: the same function at each call for a path. */
  ordered(path: readonly string[], placeOf: (id: string) => string | null): readonly Placed[]
  /** Gives a candidate another time; inside of a transaction. */
  correct(candidate: Candidate, stamp: Stamp): void
  isCorrected(candidate: Candidate): boolean
  /** Paths whose candidates changed, after each transaction, in the order of the change. */
  onChange(listener: (paths: readonly (readonly string[])[], transaction: Y.Transaction) => void): () => void
  /** What a transaction that is open has changed so far stands in the table too. */
  takeChanged(transaction: Y.Transaction): void
  /** Goes over to the document's map where another stood in for it, because its content did not fit. True when it did. */
  attach(): boolean
  close(): void
}

const mostSegments = 4

interface Node {
  readonly byKey: Map<string, Candidate>
  readonly children: Map<string, Node>
  /** Of `byKey`, in canonical order; made when asked for. */
  sorted: readonly Candidate[] | null
  /** Of `children`; made when asked for. */
  order: OrderIndex | null
}

const createNode = (): Node => ({ byKey: new Map(), children: new Map(), sorted: null, order: null })

/** `follow`: keeps up with the document until it is closed; else it is read once. */
export function openCandidateTable(ydoc: Y.Doc, mode: 'follow' | 'read-once'): CandidateTable {
  let map = mapRoot(ydoc, candidatesName)
  const root = createNode()
  const misfits = new Map<string, string>()
  const newer = new Set<string>()
  /** Times that were wrong, by the keys of their corrections. */
  const corrections = new Map<string, Stamp>()
  const corrected = (candidate: Candidate): Candidate => {
    const stamp = corrections.size === 0 ? undefined : corrections.get(correctionKeyOf(candidate))
    return stamp ? { ...candidate, ...stamp } : candidate
  }
  const changed = createEmitter<{
    readonly paths: readonly (readonly string[])[]
    readonly transaction: Y.Transaction
  }>()

  const find = (path: readonly string[]): Node | undefined => {
    let node: Node | undefined = root
    for (const segment of path) node = node?.children.get(segment)
    return node
  }

  const insert = (candidate: Candidate, path: readonly string[]): void => {
    let node = root
    for (const segment of path) {
      let child = node.children.get(segment)
      if (!child) {
        child = createNode()
        node.children.set(segment, child)
      }
      node = child
    }
    node.byKey.set(candidate.key, candidate)
    node.sorted = null
  }

  const remove = (key: string, path: readonly string[]): void => {
    const walked: [Node, string][] = []
    let node: Node | undefined = root
    for (const segment of path) {
      if (!node) return
      walked.push([node, segment])
      node = node.children.get(segment)
    }
    if (!node?.byKey.delete(key)) return
    node.sorted = null
    for (const [parent, segment] of walked.reverse()) {
      const child = parent.children.get(segment)
      if (child && child.byKey.size === 0 && child.children.size === 0) parent.children.delete(segment)
    }
  }

  /** Tells the orders above a path that something changed below them. */
  const touch = (path: readonly string[]): void => {
    let node: Node | undefined = root
    for (const segment of path) {
      node?.order?.touch(segment)
      node = node?.children.get(segment)
    }
  }

  const takeCorrection = (
    key: string,
    path: readonly string[],
    parsed: ReturnType<typeof parseCorrection> | null
  ): void => {
    const node = find(path)
    if (node) node.sorted = null
    corrections.delete(key)
    if (parsed === 'misfit') misfits.set(key, 'a corrected time that is none')
    else if (parsed === 'newer') newer.add(key)
    else if (parsed) corrections.set(key, parsed)
  }

  /** The table says of a key what the map says. Its path; null for a key of another kind. */
  const take = (key: string): readonly string[] | null => {
    const text = pathOfKey(key)
    misfits.delete(key)
    newer.delete(key)
    if (text === null) return null
    const path = parsePath(text)
    // No field stands deeper than a member of a set in a record: what does is of nobody known.
    if (path.length > mostSegments) return null
    const value = map.get(key)
    if (isCorrectionKey(key)) takeCorrection(key, path, map.has(key) ? parseCorrection(value) : null)
    else settle(key, path, map.has(key) ? parseCandidate(key, value) : null)
    touch(path)
    return path
  }

  const settle = (key: string, path: readonly string[], parsed: Parsed | null): void => {
    if (parsed?.kind === 'candidate') {
      insert(parsed.candidate, path)
      return
    }
    remove(key, path)
    if (parsed?.kind === 'misfit') misfits.set(key, parsed.problem)
    if (parsed?.kind === 'newer') newer.add(key)
  }

  const observe = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction): void => {
    const pathByText = new Map<string, readonly string[]>()
    // Null stands for content in a row, which other software can put into a map.
    for (const key of event.keysChanged as ReadonlySet<string | null>) {
      const path = key === null ? null : take(key)
      if (path) pathByText.set(pathText(path), path)
    }
    if (pathByText.size > 0) changed.emit({ paths: [...pathByText.values()], transaction })
  }

  const begin = (): void => {
    for (const key of map.keys()) take(key)
    if (mode === 'follow') map.observe(observe)
  }
  begin()

  function* walk(node: Node, path: readonly string[]): Generator<readonly [Node, readonly string[]]> {
    yield [node, path]
    for (const [segment, child] of node.children) yield* walk(child, [...path, segment])
  }

  return {
    get map() {
      return map
    },
    misfits,
    hasNewer: () => newer.size > 0,
    live: (path) => {
      const node = find(path)
      if (!node) return []
      node.sorted ??= [...node.byKey.values()].map(corrected).sort(compareCandidates)
      return node.sorted
    },
    children: (path) => [...(find(path)?.children.keys() ?? [])],
    *all() {
      for (const [node] of walk(root, [])) yield* node.byKey.values()
    },
    *paths() {
      for (const [node, path] of walk(root, [])) if (node.byKey.size > 0) yield path
    },
    replace: (removed, added) => {
      for (const candidate of removed) {
        const { key } = candidate
        // Setting a key anew is shorter than taking it away first.
        if (!added.some((one) => one.key === key)) map.delete(key)
        if (corrections.has(correctionKeyOf(candidate))) map.delete(correctionKeyOf(candidate))
      }
      for (const candidate of added) map.set(candidate.key, encodeCandidate(candidate))
      // Read within the transaction, before the map tells what changed.
      for (const { key } of [...removed, ...added]) take(key)
    },
    ordered: (path, placeOf) => {
      const node = find(path)
      if (!node) return []
      node.order ??= createOrderIndex([...node.children.keys()], placeOf)
      return node.order.placed()
    },
    isCorrected: (candidate) => corrections.has(correctionKeyOf(candidate)),
    correct: (candidate, stamp) => {
      const key = correctionKeyOf(candidate)
      map.set(key, encodeCorrection(stamp))
      take(key)
    },
    onChange: (listener) => changed.subscribe(({ paths, transaction }) => listener(paths, transaction)),
    takeChanged: ({ changed: keysByType }) => {
      for (const key of keysByType.get(map as never) ?? []) if (key !== null) take(key)
    },
    attach: () => {
      if (map.doc === ydoc || rootProblem(ydoc, candidatesName, 'map') !== null) return false
      map = mapRoot(ydoc, candidatesName)
      begin()
      return true
    },
    close: () => map.unobserve(observe)
  }
}
