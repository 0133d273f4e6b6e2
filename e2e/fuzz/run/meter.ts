// Measures what a step costs: how long it kept the loop, and how much heap it made.

import { closeSync, openSync, readSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'

export interface Cost {
  /** The lesser of wall time and CPU time, whichever does not count what other processes do. */
  readonly ms: number
  /** Made and not yet collected; below zero when a collection came in between. */
  readonly heapBytes: number
}

export interface Meter {
  start(): void
  stop(): Cost
  readonly peakHeapBytes: number
}

/** To ask for the CPU time takes longer than most messages: it is asked for now and then, and looked at when it matters. */
const cpuEveryMs = 2
const longMs = 5

export function createMeter(): Meter {
  let wallMs = 0
  let cpuMs = cpuNow()
  let cpuAtMs = performance.now()
  let heap = 0
  let peakHeapBytes = 0
  return {
    start: () => {
      heap = heapNow()
      wallMs = performance.now()
      if (wallMs - cpuAtMs < cpuEveryMs) return
      cpuMs = cpuNow()
      cpuAtMs = wallMs
    },
    stop: () => {
      const wall = performance.now() - wallMs
      const now = heapNow()
      peakHeapBytes = Math.max(peakHeapBytes, now)
      return { ms: wall < longMs ? wall : Math.min(wall, cpuNow() - cpuMs), heapBytes: now - heap }
    },
    get peakHeapBytes() {
      return peakHeapBytes
    }
  }
}

/** CPU time of the thread that runs the loop, ms, as Linux tells it; elsewhere that of the whole process. */
function cpuNow(): number {
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
    const length = readSync(file, text)
    closeSync(file)
    return Number(text.toString('latin1', 0, length).split(' ')[0]) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}

const text = Buffer.alloc(100)

/** Heap and what buffers hold beside it. */
export function heapNow(): number {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}

/** After everything that is garbage was collected. */
export function settledHeap(): number {
  globalThis.gc?.()
  return heapNow()
}
