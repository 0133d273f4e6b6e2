// Reads a whole log past the relay: everything in it is sound, and nothing that was refused is there.

import { type Entry, entryKind } from '@weft/protocol'
import type { Log } from '@weft/relay/log'
import { inspectUpdate } from '@weft/yjs-guard'
import * as Y from 'yjs'
import type { Report } from '../run/target.js'
import { noteYjsThrow } from '../targets/yjs-limits.js'

export interface CheckedLog {
  readonly problems: readonly string[]
  /** By space and document, with a space between. */
  readonly docs: ReadonlyMap<string, Y.Doc>
  readonly entries: readonly (Entry & { readonly space: string })[]
}

const opaque = 128
const pageBytes = 4 * 1024 * 1024

export async function checkLog(log: Log, report: Report): Promise<CheckedLog> {
  const problems: string[] = []
  const docs = new Map<string, Y.Doc>()
  const all: (Entry & { readonly space: string })[] = []
  for (const { space, head } of await log.spaces()) {
    const entries = await readAll(log, space)
    if (entries.length !== head.position)
      problems.push(`${space} has ${entries.length} entries of ${head.position}`)
    for (const entry of entries) {
      all.push({ ...entry, space })
      const problem = applyEntry(entry, docOf(docs, `${space} ${entry.document}`), report)
      if (problem) problems.push(`entry ${entry.position} of ${space}: ${problem}`)
    }
  }
  return { problems, docs, entries: all }
}

async function readAll(log: Log, space: string): Promise<Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const page = await log.read(space, entries.length, pageBytes)
    entries.push(...page.entries)
    if (page.entries.length === 0) return entries
  }
}

function docOf(docs: Map<string, Y.Doc>, key: string): Y.Doc {
  const doc = docs.get(key) ?? new Y.Doc()
  docs.set(key, doc)
  return doc
}

/** What is wrong with it, or undefined. */
function applyEntry({ kind, payload }: Entry, doc: Y.Doc, report: Report): string | undefined {
  if (kind >= opaque || payload === null) return undefined
  if (kind !== entryKind.update && kind !== entryKind.giveBack && kind !== entryKind.adoption) {
    return `is of kind ${kind}, which no relay can check`
  }
  const shape = inspectUpdate(payload)
  if (!shape.ok) return `is ${shape.refusal.code}`
  try {
    Y.applyUpdate(doc, payload)
  } catch (error) {
    noteYjsThrow(error, report)
    return undefined
  }
  const { pendingStructs, pendingDs } = doc.store
  return pendingStructs || pendingDs ? 'leaves something pending' : undefined
}
