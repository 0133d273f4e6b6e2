// Local edits into the outbox: the transaction whose completion is `saved` (D1).

import { entryKind } from '@weft/protocol'
import type { OutboxItem } from '../records/outbox-record.js'
import type { Draft } from './draft.js'

export interface UnsavedEdit {
  readonly document: string
  readonly update: Uint8Array
  /** The replica under which the document drew its client id (E6). */
  readonly replica: string
  /** Content of client ids that were not drawn here: it lived elsewhere (F10). */
  readonly origin?: 'adoption'
}

/** Rows up to this many bytes stay inline; larger ones go to a chunk at once. */
const inlineBytes = 32 * 1024

/**
 * One row for all edits that are saved together. An edit made under a replica that has been replaced meanwhile is given
 * back rather than pushed as this replica's own, since its client id belongs to the old one (G5).
 */
export function saveEdits(draft: Draft, edits: readonly UnsavedEdit[], time: number): void {
  const total = edits.reduce((sum, edit) => sum + edit.update.length, 0)
  const kindOf = ({ origin, replica }: UnsavedEdit): number => {
    if (origin === 'adoption') return entryKind.adoption
    return replica === draft.state.replica ? entryKind.update : entryKind.giveBack
  }
  if (total <= inlineBytes) {
    const items = edits.map(
      (edit): OutboxItem => ({
        document: edit.document,
        kind: kindOf(edit),
        edits: 1,
        place: { payload: edit.update }
      })
    )
    draft.putRow({ type: 'edits', time, items })
    return
  }
  const { key, chunk } = draft.addChunk(
    edits.map((edit) => ({
      document: edit.document,
      kind: kindOf(edit),
      position: 0,
      time,
      payload: edit.update
    }))
  )
  const items = chunk.contents.items.map(
    ({ document, kind, offset, length }): OutboxItem => ({
      document,
      kind,
      edits: 1,
      place: { chunk: key, offset, length }
    })
  )
  draft.putRow({ type: 'edits', time, items })
}
