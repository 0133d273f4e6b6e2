// A disk as a power cut leaves it: what was synced is there; of the rest some is, in any order, and some of that in part.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SeededRandom } from '@weft/base/testing'
import type { DiskCall, TracedCall } from './trace.js'

/** What a drive writes whole or not at all, bytes. */
const sectorBytes = 512

/** How what was not synced fares: all of it lost, all kept, what came first kept, or each by chance and torn. */
export const fates = ['lost', 'kept', 'prefix', 'scattered', 'torn'] as const
export type Fate = (typeof fates)[number]

type Change = Extract<DiskCall, { kind: 'write' | 'truncate' }>

interface File {
  content: Buffer
  /** Whether its name is on the disk. */
  isNamed: boolean
  /** Asked for and not known to be on the disk, with their places in the trace. */
  pending: { readonly at: number; readonly change: Change }[]
}

/** Writes the files into a new folder, as they are if the power goes right before the call at `cut`. */
export function writeLostDisk(
  calls: readonly TracedCall[],
  cut: number,
  fate: Fate,
  random: SeededRandom,
  folder: string
): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, file] of replay(calls.slice(0, cut))) {
    if (!file.isNamed && (fate === 'lost' || random.chance(0.5))) continue
    for (const change of surviving(file, fate, random)) file.content = apply(file.content, change)
    writeFileSync(join(folder, name), file.content)
  }
}

function replay(calls: readonly TracedCall[]): Map<string, File> {
  const files = new Map<string, File>()
  calls.forEach(({ call }, at) => {
    if (call.kind === 'synced') {
      sync(files, call.file, call.begins)
    } else if (call.kind === 'create') {
      if (!files.has(call.file))
        files.set(call.file, { content: Buffer.alloc(0), isNamed: false, pending: [] })
    } else if (call.kind === 'remove') {
      // SQLite removes a file only when it means nothing any more, so it does not matter when that reaches the disk.
      files.delete(call.file)
    } else if (call.kind === 'write' || call.kind === 'truncate') {
      files.get(call.file)?.pending.push({ at, change: call })
    }
  })
  return files
}

/** The sync of a file brings its name along, as journaling file systems do. */
function sync(files: Map<string, File>, name: string, begins: number): void {
  if (name === '') {
    for (const file of files.values()) file.isNamed = true
    return
  }
  const file = files.get(name)
  if (!file) return
  file.isNamed = true
  for (const { at, change } of file.pending) if (at < begins) file.content = apply(file.content, change)
  file.pending = file.pending.filter(({ at }) => at >= begins)
}

function surviving({ pending }: File, fate: Fate, random: SeededRandom): Change[] {
  const changes = pending.map(({ change }) => change)
  if (fate === 'lost') return []
  if (fate === 'kept') return changes
  if (fate === 'prefix') return changes.slice(0, random.below(changes.length + 1))
  const kept = changes.filter(() => random.chance(0.5))
  return fate === 'scattered' ? kept : kept.map((change) => torn(change, random))
}

/** Of a write, sectors from its beginning or up to its end, but never a part of a sector. */
function torn(change: Change, random: SeededRandom): Change {
  if (change.kind === 'truncate' || change.bytes.length <= sectorBytes) return change
  const sectors = Math.ceil(change.bytes.length / sectorBytes)
  const at = random.below(sectors + 1) * sectorBytes
  return random.chance(0.5)
    ? { ...change, bytes: change.bytes.subarray(0, at) }
    : { ...change, offset: change.offset + at, bytes: change.bytes.subarray(at) }
}

function apply(content: Buffer, change: Change): Buffer {
  if (change.kind === 'truncate') {
    const cut = Buffer.alloc(change.length)
    content.copy(cut, 0, 0, change.length)
    return cut
  }
  const { offset, bytes } = change
  const end = offset + bytes.length
  const grown = end > content.length ? Buffer.concat([content, Buffer.alloc(end - content.length)]) : content
  bytes.copy(grown, offset)
  return grown
}
