// What a log holds of a document, read past the relay.

import { inspectUpdate } from '@weft/yjs-guard'
import * as Y from 'yjs'
import { mergeDocument } from '../../log/fold-document.js'
import type { Log } from '../../log/port.js'

export async function headOf(log: Log, space = 'notes'): Promise<number> {
  return (await log.spaces()).find((one) => one.space === space)?.head.position ?? 0
}

export async function storedDoc(log: Log, document = 'readme', space = 'notes'): Promise<Y.Doc> {
  const stored = await log.readDocument(space, document)
  const doc = new Y.Doc()
  if (stored) Y.applyUpdate(doc, mergeDocument(stored))
  return doc
}

/** Payloads of a document's entries. */
export async function payloadsOf(log: Log, document = 'readme', space = 'notes'): Promise<Uint8Array[]> {
  const stored = await log.readDocument(space, document)
  return (stored?.entries ?? []).flatMap(({ payload }) => (payload ? [payload] : []))
}

/** How many clocks the log holds more than once, structs and deletions; 0 when each stands there once. */
export async function doubledClocks(log: Log, document = 'readme'): Promise<number> {
  const seen = new Set<string>()
  let doubled = 0
  for (const payload of await payloadsOf(log, document)) {
    const shape = inspectUpdate(payload)
    if (!shape.ok) throw new Error(`F6: the log holds an update that is ${shape.refusal.code}`)
    const kinds = [
      ['struct', shape.value.adds],
      ['deletion', shape.value.deletes]
    ] as const
    for (const [kind, ranges] of kinds) {
      for (const { client, from, to } of ranges) {
        for (let clock = from; clock < to; clock++) {
          const key = `${kind} ${client} ${clock}`
          if (seen.has(key)) doubled++
          seen.add(key)
        }
      }
    }
  }
  return doubled
}
