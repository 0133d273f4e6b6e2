// Undo and redo of what was edited here, and of nothing else.
//
// Text, rich text and lists are taken back by Yjs. Of the rest each edit is known as such, and taking it back is an edit
// of its own: only what is still there of it goes, and what it replaced comes back only where nobody has replaced that
// since. So nothing of another device is ever undone.

import { createSignal, type Signal } from '@weft/base'
import * as Y from 'yjs'
import type { Binding, Edit } from '../binding.js'
import { type Candidate, isReplacedBy } from '../candidates/candidate.js'
import { addToCounter } from '../fields/counter-handle.js'
import { itemOf } from '../fields/map-key-handle.js'
import { mapRoot } from '../roots.js'

export interface EditHistory {
  /** False when there was nothing to take back. Throws ModelError `document-read-only`. */
  undo(): boolean
  redo(): boolean
  readonly canUndo: Signal<boolean>
  readonly canRedo: Signal<boolean>
  /** What comes next is a step of its own, however soon it comes. */
  stop(): void
}

export interface OwnHistory extends EditHistory {
  remember(edit: Edit): void
  idNow(id: string): string
  /** A root type that is undone by Yjs. */
  // biome-ignore lint/suspicious/noExplicitAny: Yjs itself has its types so.
  use(type: Y.AbstractType<any>): void
  close(): void
}

interface Step {
  readonly edits: readonly Edit[]
  /** Items of Yjs's own stack that belong to the step. */
  readonly yjsItems: number
  /** Monotonic, ms. */
  readonly at: number
}

interface Stacks {
  readonly undo: Step[]
  readonly redo: Step[]
}

/** Text alone. */
const isTyping = (edits: readonly Edit[]): boolean => edits.length === 0

/** What is typed with less than this between is one step. */
const typingMs = 500

export interface HistoryOptions {
  readonly origins: readonly unknown[]
  readonly monotonic: () => number
  readonly binding: () => Binding
}

export function createEditHistory(ydoc: Y.Doc, { origins, monotonic, binding }: HistoryOptions): OwnHistory {
  const stacks: Stacks = { undo: [], redo: [] }
  const canUndo = createSignal(false)
  const canRedo = createSignal(false)
  /** Where edits go: what is edited while something is undone can be redone. */
  let into: 'undo' | 'redo' = 'undo'
  let isTakingBack = false
  let gathered: Edit[] = []
  let isStopped = true
  /** A candidate that was brought back has another id than the one it stands for. */
  const idNow = new Map<string, string>()

  const yjs = new Y.UndoManager([], {
    doc: ydoc,
    captureTimeout: 0,
    trackedOrigins: new Set(origins)
  } as ConstructorParameters<typeof Y.UndoManager>[1])

  const tell = (): void => {
    canUndo.set(stacks.undo.length > 0)
    canRedo.set(stacks.redo.length > 0)
  }

  const push = (edits: readonly Edit[], yjsItems: number): void => {
    const at = monotonic()
    const last = stacks.undo.at(-1)
    if (last && isTyping(edits) && isTyping(last.edits) && !isStopped && at - last.at < typingMs) {
      stacks.undo[stacks.undo.length - 1] = { edits: [], yjsItems: last.yjsItems + yjsItems, at }
    } else {
      stacks.undo.push({ edits, yjsItems, at })
    }
    isStopped = false
    stacks.redo.length = 0
    yjs.clear(false, true)
    tell()
  }

  let itemsBefore = 0
  const count = (): number => (into === 'undo' ? yjs.undoStack : yjs.redoStack).length
  const beforeTransaction = (): void => {
    itemsBefore = count()
  }
  // Registered after Yjs's own, which has pushed its item by then.
  const afterTransaction = (): void => {
    // What is taken back is gathered over several transactions.
    if (isTakingBack) return
    const items = Math.max(0, count() - itemsBefore)
    const edits = gathered
    gathered = []
    if (edits.length > 0 || items > 0) push(edits, items)
  }
  ydoc.on('beforeTransaction', beforeTransaction)
  ydoc.on('afterTransaction', afterTransaction)

  const takeBack = (from: 'undo' | 'redo'): boolean => {
    const step = stacks[from].at(-1)
    if (!step) return false
    const bound = binding()
    const other = from === 'undo' ? 'redo' : 'undo'
    into = other
    const before = count()
    isTakingBack = true
    try {
      bound.edit(() => {
        for (const edit of withoutContent(step.edits).reverse()) invert(bound, edit, idNow)
      })
      takeBackByYjs(yjs, from, step.yjsItems)
      stacks[from].pop()
      stacks[other].push({ edits: gathered, yjsItems: count() - before, at: 0 })
    } finally {
      gathered = []
      isTakingBack = false
      isStopped = true
      into = 'undo'
      tell()
    }
    return true
  }

  return {
    canUndo,
    canRedo,
    undo: () => takeBack('undo'),
    redo: () => takeBack('redo'),
    stop: () => {
      isStopped = true
    },
    idNow: (id) => latestId(id, idNow),
    remember: (edit) => void gathered.push(edit),
    use: (type) => yjs.addToScope(type),
    close: () => {
      ydoc.off('beforeTransaction', beforeTransaction)
      ydoc.off('afterTransaction', afterTransaction)
      yjs.destroy()
    }
  }
}

/** Exactly the newest `items`: Yjs goes on to older ones when an item has nothing left to take back. */
function takeBackByYjs(yjs: Y.UndoManager, from: 'undo' | 'redo', items: number): void {
  const stack = from === 'undo' ? yjs.undoStack : yjs.redoStack
  const older = stack.splice(0, Math.max(0, stack.length - items))
  while (stack.length > 0) {
    if (from === 'undo') yjs.undo()
    else yjs.redo()
  }
  stack.unshift(...older)
}

/**
 * Without the content of a record that the step made. When the making is taken back the record goes, and its content
 * stays in the document, as when it is deleted: it comes again with redo, and who edits the record meanwhile keeps it
 * whole.
 */
function withoutContent(edits: readonly Edit[]): Edit[] {
  const made = edits.flatMap((edit) => (edit.kind === 'candidates' && edit.makes ? [edit.path] : []))
  const isBelow = (path: readonly string[], above: readonly string[]): boolean =>
    path.length > above.length && above.every((segment, at) => path[at] === segment)
  return edits.filter((edit) => edit.kind === 'map-key' || !made.some((above) => isBelow(edit.path, above)))
}

function invert(binding: Binding, edit: Edit, idNow: Map<string, string>): void {
  if (edit.kind === 'addition') addToCounter(binding, edit.path, -edit.amount)
  else if (edit.kind === 'map-key') invertMapKey(binding, edit, idNow)
  else invertCandidates(binding, edit, idNow)
}

function invertMapKey(
  { ydoc, remember }: Binding,
  { map, key, before, after, itemBefore, itemAfter }: Extract<Edit, { readonly kind: 'map-key' }>,
  idNow: Map<string, string>
): void {
  const ymap = mapRoot(ydoc, map)
  const item = itemOf(ymap, key)
  if (item !== latestId(itemAfter, idNow)) return
  if (before === undefined) ymap.delete(key)
  else ymap.set(key, before)
  const again = itemOf(ymap, key)
  if (itemBefore !== '') idNow.set(latestId(itemBefore, idNow), again)
  remember({ kind: 'map-key', map, key, before: after, after: before, itemBefore: item, itemAfter: again })
}

function invertCandidates(
  { table, maker, remember }: Binding,
  edit: Extract<Edit, { readonly kind: 'candidates' }>,
  idNow: Map<string, string>
): void {
  const { path, removed, added } = edit
  const idsNow = (candidates: readonly Candidate[]): ReadonlySet<string> =>
    new Set(candidates.map(({ id }) => latestId(id, idNow)))
  const live = table.live(path)
  const addedNow = idsNow(added)
  const own = live.filter(({ id }) => addedNow.has(id))
  const others = live.filter(({ id }) => !addedNow.has(id))
  // Somebody replaced it since, or brought back what it took away.
  if (added.length > 0 ? own.length === 0 : others.length > 0) return
  const back = removed
    .filter(({ id }) => !isReplacedBy(others, latestId(id, idNow)))
    .map((candidate) => {
      const again = maker.again(path, candidate)
      idNow.set(latestId(candidate.id, idNow), again.id)
      return again
    })
  table.replace(own, back)
  remember({ ...edit, removed: own, added: back })
}

function latestId(id: string, idNow: ReadonlyMap<string, string>): string {
  let latest = id
  for (let next = idNow.get(latest); next !== undefined; next = idNow.get(latest)) latest = next
  return latest
}
