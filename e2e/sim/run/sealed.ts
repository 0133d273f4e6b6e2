// Takes real time and real randomness away from whatever runs in a world: the same seed gives the same run.
//
// Import it before anything else. Libraries beneath the client (Yjs, its awareness) ask the platform and not the clock
// that they are given; what they ask for comes from the world from here on.

import { createSeededRandom } from '@weft/base/testing'
import type { Timeline } from '../world/timeline.js'

let timeline: Timeline | undefined
let random = createSeededRandom(0)

/** What libraries ask the platform for comes from this world. */
export function sealInto(world: Timeline, seed: number): void {
  timeline = world
  random = createSeededRandom(seed)
}

const startMs = 1_700_000_000_000

Date.now = () => startMs + Math.floor(timeline?.elapsed() ?? 0)
Math.random = () => random.float()
crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
  if (array)
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(random.bytes(array.byteLength))
  return array
}

/** Awareness looks for states that are outdated: as often as it asked for, and never after its world is over. */
globalThis.setInterval = ((action: () => void, everyMs: number) => {
  const own = timeline
  let cancel = (): void => undefined
  const again = (): void => {
    cancel = own?.after(everyMs, () => {
      action()
      again()
    }) as () => void
  }
  if (own) again()
  return { cancel: () => cancel(), unref: () => undefined }
}) as never

const clearReal = globalThis.clearInterval
globalThis.clearInterval = ((timer: { cancel?: () => void } | undefined) => {
  if (timer?.cancel) timer.cancel()
  else clearReal(timer as never)
}) as never
