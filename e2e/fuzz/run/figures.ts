// What a run did and what it cost, counted so that parts can be added up.

import type { TargetName } from './target.js'

export interface Costly {
  /** Of the loop, ms. */
  readonly ms: number
  readonly bytes: number
  /** The beginning of the message, in hexadecimal. */
  readonly begins: string
}

export interface Figures {
  rounds: number
  frames: number
  bytes: number
  /** By code; `accepted` is one of them. */
  answers: Record<string, number>
  known: Record<string, number>
  /** The message that held up the loop for longest. */
  slowest: Costly | null
  /** The one that did so for longest for its size, of those that were sent again and again. */
  dearest: Costly | null
  /** The one that made most heap for its size: bytes of heap, which may be garbage by then. */
  hungriest: { readonly heapBytes: number; readonly bytes: number; readonly begins: string } | null
  peakHeapBytes: number
  peakRssBytes: number
}

export const noFigures = (): Figures => ({
  rounds: 0,
  frames: 0,
  bytes: 0,
  answers: {},
  known: {},
  slowest: null,
  dearest: null,
  hungriest: null,
  peakHeapBytes: 0,
  peakRssBytes: 0
})

export function addFigures(a: Figures, b: Figures): Figures {
  return {
    rounds: a.rounds + b.rounds,
    frames: a.frames + b.frames,
    bytes: a.bytes + b.bytes,
    answers: addCounts(a.answers, b.answers),
    known: addCounts(a.known, b.known),
    slowest: worse(a.slowest, b.slowest, ({ ms }) => ms),
    dearest: worse(a.dearest, b.dearest, msPerByte),
    hungriest: worse(a.hungriest, b.hungriest, heapPerByte),
    peakHeapBytes: Math.max(a.peakHeapBytes, b.peakHeapBytes),
    peakRssBytes: Math.max(a.peakRssBytes, b.peakRssBytes)
  }
}

/** Every message costs something whatever its size; what counts is what its bytes add. */
const freeBytes = 256
export const msPerByte = ({ ms, bytes }: { ms: number; bytes: number }): number => ms / (bytes + freeBytes)
export const heapPerByte = ({ heapBytes, bytes }: { heapBytes: number; bytes: number }): number =>
  heapBytes / (bytes + freeBytes)

export function worse<T>(a: T | null, b: T | null, by: (one: T) => number): T | null {
  if (a === null || b === null) return a ?? b
  return by(b) > by(a) ? b : a
}

function addCounts(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`
const whole = (count: number): string => count.toLocaleString('en-US')

const counts = (by: Record<string, number>): string =>
  Object.entries(by)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${whole(count)}`)
    .join(', ') || 'none'

/** What was worst at one target, in a line. */
export function worstLine(name: TargetName, figures: Figures): string {
  const { slowest, dearest, hungriest, known } = figures
  const parts = [
    slowest && `slowest ${slowest.ms.toFixed(1)} ms for ${whole(slowest.bytes)} bytes`,
    dearest &&
      `dearest ${(msPerByte(dearest) * 1024).toFixed(2)} ms a KiB (${whole(dearest.bytes)} bytes: ${dearest.begins})`,
    hungriest &&
      `hungriest ${Math.round(heapPerByte(hungriest))} bytes of heap a byte (${whole(hungriest.bytes)} bytes: ${hungriest.begins})`,
    Object.keys(known).length > 0 && `known limits met: ${counts(known)}`
  ]
  return `${name}: ${parts.filter(Boolean).join('; ') || 'nothing'}`
}

/** The last line of a run. */
export function figuresLine(byTarget: ReadonlyMap<TargetName, Figures>, violations: number): string {
  const all = [...byTarget.values()].reduce(addFigures, noFigures())
  const { accepted = 0, ...refused } = all.answers
  const frames = [...byTarget].map(([name, one]) => `${name} ${whole(one.frames)}`).join(', ')
  const slowest = all.slowest
    ? `${all.slowest.ms.toFixed(1)} ms for ${whole(all.slowest.bytes)} bytes`
    : 'nothing'
  return [
    `${whole(all.frames)} frames (${frames})`,
    `accepted ${whole(accepted)}`,
    `refused ${counts(refused)}`,
    `slowest ${slowest}`,
    `peak heap ${mebibytes(all.peakHeapBytes)}`,
    `${violations} violations`
  ].join('; ')
}
