// Takes the sound content of a damaged space into a new log, where the space begins a new epoch (SPEC L16, E2).

import { entryKind } from '@weft/protocol'
import { type LogLimits, mostEditsOfItem } from '@weft/relay/log'
import { planUpdate } from '../engine/append.js'
import type { EntryRow } from '../rows/entry-rows.js'
import type { Tables } from '../rows/tables.js'
import { type Content, contentOf, mergedOf } from './document-content.js'
import { type DocumentRecord, entriesOf, isContentWhole } from './document-record.js'
import { examineEntries } from './examine-entries.js'
import type { NamedRow } from './read-names.js'
import { positionsByDocument } from './repair-space.js'
import type { SpaceContext } from './space-context.js'

export interface TakenDocument {
  readonly document: string | null
  /** `part`: an entry of it is lost, and what leant on that is left out. `none`: nothing of it could be taken in. */
  readonly taken: 'whole' | 'part' | 'none'
  /** Why not all of it, or a guard's code. */
  readonly why: string | null
}

/** Each document becomes one give-back, and its entries of kinds that are only passed on after it. */
export function takeInSpace(
  source: SpaceContext,
  target: Tables,
  epoch: string,
  limits: LogLimits
): TakenDocument[] {
  examineEntries(source, () => undefined)
  const positions = positionsByDocument(source)
  const append = appendTo(target, source.name.space, epoch, limits)
  const taken = [...source.documents.values()].map((named) =>
    takeInDocument(source, named, positions.get(named.ref) ?? [], append)
  )
  target.forgetStates()
  return taken
}

type Append = (document: string, kind: number, update: Uint8Array, of: Origin) => string | null

interface Origin {
  readonly edits: number
  readonly time: number
}

function appendTo(target: Tables, space: string, epoch: string, limits: LogLimits): Append {
  return (document, kind, update, { edits, time }) => {
    const request = {
      space,
      document,
      kind,
      update,
      time,
      edits: Math.min(Math.max(1, edits), mostEditsOfItem)
    }
    const { answer, write } = planUpdate(target, limits, request, epoch)
    write?.()
    return answer.outcome.kind === 'refused' ? answer.outcome.reason : null
  }
}

function takeInDocument(
  source: SpaceContext,
  named: NamedRow,
  positions: readonly number[],
  append: Append
): TakenDocument {
  const { name: document } = named
  if (document === null) return { document, taken: 'none', why: 'its name cannot be read' }
  const record = source.records.get(named.ref) as DocumentRecord
  const content = contentOf(source, record, positions)
  const refused = takeInContent(document, content, append)
  for (const entry of content.opaque) append(document, entry.kind, entry.payload, entry)
  if (refused !== null) return { document, taken: 'none', why: refused }
  const row = named.isSound ? source.tables.documents.byRef(source.name, named.ref) : undefined
  const isWhole = isContentWhole(record, row?.entries ?? entriesOf(record)) && content.leaning.length === 0
  if (isWhole) return { document, taken: 'whole', why: null }
  const hasAny = mergedOf(content) !== undefined || content.opaque.length > 0
  const lost = record.gaps.length > 0 || !isWhole ? 'an entry or a snapshot of it is lost' : null
  const leaning = content.leaning.length > 0 ? `, and ${content.leaning.length} entries lean on it` : ''
  return { document, taken: hasAny ? 'part' : 'none', why: `${lost}${leaning}` }
}

/** In one piece; where that is larger than an entry may be, as the pieces that it was in. */
function takeInContent(document: string, content: Content, append: Append): string | null {
  const merged = mergedOf(content)
  if (!merged) return null
  const { snapshot, entries } = content
  const edits = entries.reduce((sum, entry) => sum + entry.edits, 0)
  const time = Math.max(snapshot?.time ?? 0, ...entries.slice(-1).map((entry) => entry.time))
  const refused = append(document, entryKind.giveBack, merged, { edits, time })
  if (refused === null) return null
  const pieces: readonly (readonly [Uint8Array, Origin])[] = [
    ...(snapshot
      ? [[mergedOf({ snapshot, entries: [] }) as Uint8Array, { edits: 1, time: snapshot.time }] as const]
      : []),
    ...entries.map((entry: EntryRow) => [entry.payload, entry] as const)
  ]
  return pieces.reduce<string | null>(
    (first, [update, origin]) => first ?? append(document, entryKind.giveBack, update, origin),
    null
  )
}
