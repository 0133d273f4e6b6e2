// Lists of ids as docs/protocol.md has them: runs of ids of one shape, in letters of six bits or written whole.

import type { HostileWriter } from './hostile-writer.js'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

interface Run {
  readonly shared: number
  readonly length: number
  readonly ids: string[]
}

export function writeIds(writer: HostileWriter, ids: readonly string[]): void {
  writer.uint(ids.length)
  for (const { shared, length, ids: inRun } of runsOf(ids)) {
    writer.uint(inRun.length)
    writer.uint(length)
    if (length === 0) {
      for (const id of inRun) writer.text(id)
      continue
    }
    writer.uint(shared)
    writer.fixed(packed(inRun.map((id) => id.slice(shared)).join('')))
  }
}

function runsOf(ids: readonly string[]): Run[] {
  const runs: Run[] = []
  for (const [index, id] of ids.entries()) {
    const before = ids[index - 1] ?? ''
    const run = runs.at(-1)
    const goesOn =
      run !== undefined &&
      run.length > 0 &&
      id.length === run.shared + run.length &&
      isTold(id, before, run.shared)
    if (goesOn) {
      run.ids.push(id)
      continue
    }
    const shared = sharedBy(id, before)
    const length = isTold(id, before, shared) ? id.length - shared : 0
    if (length === 0 && run?.length === 0) run.ids.push(id)
    else runs.push({ shared, length, ids: [id] })
  }
  return runs
}

const isTold = (id: string, before: string, shared: number): boolean =>
  id.length > shared &&
  sharedBy(id, before) >= shared &&
  [...id.slice(shared)].every((letter) => letters.includes(letter))

function sharedBy(a: string, b: string): number {
  const differs = [...a].findIndex((letter, at) => letter !== b[at])
  return differs === -1 ? a.length : differs
}

function packed(text: string): Uint8Array {
  const bits = [...text].map((letter) => letters.indexOf(letter).toString(2).padStart(6, '0')).join('')
  const octets = bits.match(/.{1,8}/g) ?? []
  return Uint8Array.from(octets, (octet) => Number.parseInt(octet.padEnd(8, '0'), 2))
}
