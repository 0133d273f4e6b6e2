// Types a trace into Yjs documents, one for each of its agents, and keeps the update of each transaction.

import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'
import { type Patch, type Trace, TraceError, type Transaction } from './trace.js'

export interface Replay {
  /** One a transaction that changed something, in the trace's order; what the document began with is in the first. */
  readonly updates: readonly Uint8Array[]
  /** The document at the end, as Yjs encodes it. */
  readonly state: Uint8Array
  readonly text: string
}

/** After so many transactions an agent's page is loaded anew, and has another client id. */
const sitting = 5_000

/** Throws TraceError `trace-not-replayable`: a patch that does not fit, or another text than `endContent` at the end. */
export function replayTrace(trace: Trace): Replay {
  const { agents, startContent, endContent, transactions } = trace
  const random = createSeededRandom(transactions.length)
  const newClient = (agent: number): number => drawClient(random, agent, agents)
  const authors = Array.from({ length: agents }, (_, agent) => openAuthor(newClient(agent)))
  authors[transactions[0]?.agent ?? 0]?.ytext.insert(0, startContent)
  const hasPairs = transactions.some(({ patches }) => patches.some(([, , inserted]) => isPair.test(inserted)))
  const span = hasPairs || isPair.test(startContent) ? spanByCodePoints : spanByUnits

  const all: Made[] = []
  for (const [index, transaction] of transactions.entries()) {
    const author = authors[transaction.agent] as Author
    const seen = seenBefore(transaction, all, agents)
    if (seen[transaction.agent] !== author.made.length) {
      throw unplayable(`txns[${index}] does not build on what its agent ${transaction.agent} made before`)
    }
    takeIn(author, seen, authors, all)
    if (author.made.length % sitting === 0) author.ydoc.clientID = newClient(transaction.agent)
    type(author, transaction.patches, span, `txns[${index}]`)
    author.made.push(index)
    seen[transaction.agent] = author.made.length
    author.seen = seen
    all.push({ seen, update: author.takeUpdate() })
  }

  const updates = all.flatMap(({ update }) => update ?? [])
  const ydoc = agents === 1 ? (authors[0] as Author).ydoc : documentOf(updates)
  const text = ydoc.getText('text').toString()
  if (text !== endContent) throw unplayable(`endContent ${differenceOf(text, endContent)}`)
  return { updates, state: Y.encodeStateAsUpdate(ydoc), text }
}

/** What a transaction made. */
interface Made {
  /** undefined when it changed nothing. */
  readonly update: Uint8Array | undefined
  /** How many of each agent's transactions are in the document after it: those of one agent follow each other. */
  readonly seen: readonly number[]
}

interface Author {
  readonly ydoc: Y.Doc
  readonly ytext: Y.Text
  /** Indexes of its own transactions. */
  readonly made: number[]
  /** How many of each agent's are in its document. */
  seen: readonly number[]
  /** What it changed since this was last asked. */
  takeUpdate(): Uint8Array | undefined
}

function openAuthor(client: number): Author {
  const ydoc = new Y.Doc()
  ydoc.clientID = client
  let updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array, _origin: unknown, _ydoc: Y.Doc, { local }: Y.Transaction) => {
    if (local) updates.push(update)
  })
  return {
    ...{ ydoc, ytext: ydoc.getText('text'), made: [], seen: [] },
    takeUpdate: () => {
      const taken = updates
      updates = []
      return taken.length > 1 ? Y.mergeUpdates(taken) : taken[0]
    }
  }
}

/**
 * As Yjs draws them, so that most take five bytes, but an agent's are all above those of the agent before: of what two
 * insert at one place, Yjs puts that of the lower id first. friendsforever has such a place, and ends as recorded only so.
 */
function drawClient(random: SeededRandom, agent: number, agents: number): number {
  const range = Math.floor(2 ** 32 / agents)
  return agent * range + random.below(range)
}

function seenBefore({ parents }: Transaction, all: readonly Made[], agents: number): number[] {
  const before = Array.from({ length: agents }, () => 0)
  for (const parent of parents) {
    for (const [agent, count] of (all[parent] as Made).seen.entries()) {
      before[agent] = Math.max(before[agent] ?? 0, count)
    }
  }
  return before
}

/** The parents are merged before the transaction that builds on them. */
function takeIn(
  author: Author,
  seen: readonly number[],
  authors: readonly Author[],
  all: readonly Made[]
): void {
  const missing = authors.flatMap(({ made }, agent) =>
    made.slice(author.seen[agent] ?? 0, Math.max(author.seen[agent] ?? 0, seen[agent] ?? 0))
  )
  if (missing.length === 0) return
  // In the trace's order nothing comes before what it leans on.
  missing.sort((a, b) => a - b)
  const updates = missing.flatMap((index) => all[index]?.update ?? [])
  applyAll(author.ydoc, updates)
}

function type({ ydoc, ytext }: Author, patches: readonly Patch[], span: Span, place: string): void {
  ydoc.transact(() => {
    for (const [index, [position, deleted, inserted]] of patches.entries()) {
      const found = span(ytext, position, deleted)
      if (!found) throw unplayable(`${place}.patches[${index}] goes beyond the end of the document there`)
      if (deleted > 0) ytext.delete(found.from, found.length)
      if (inserted !== '') ytext.insert(found.from, inserted)
    }
  })
}

/** A place and a length of the trace, in the UTF-16 units that Yjs counts; undefined beyond the end. */
type Span = (
  ytext: Y.Text,
  position: number,
  length: number
) => { readonly from: number; readonly length: number } | undefined

const isPair = /[\uD800-\uDFFF]/

/** Where each character is one unit. */
const spanByUnits: Span = (ytext, position, length) =>
  position + length > ytext.length ? undefined : { from: position, length }

const spanByCodePoints: Span = (ytext, position, length) => {
  const characters = [...ytext.toString()]
  if (position + length > characters.length) return undefined
  const units = (from: number, to: number): number => characters.slice(from, to).join('').length
  return { from: units(0, position), length: units(position, position + length) }
}

/** The document that these updates make. */
export function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const ydoc = new Y.Doc()
  applyAll(ydoc, updates)
  return ydoc
}

function applyAll(ydoc: Y.Doc, updates: readonly Uint8Array[]): void {
  ydoc.transact(() => {
    for (const update of updates) Y.applyUpdate(ydoc, update)
  })
}

function differenceOf(text: string, expected: string): string {
  let at = 0
  while (at < text.length && text[at] === expected[at]) at++
  const shown = (all: string): string => JSON.stringify(all.slice(at, at + 20))
  return `has ${shown(expected)} at ${at} where replaying gives ${shown(text)}`
}

const unplayable = (problem: string): TraceError => new TraceError('trace-not-replayable', problem)
