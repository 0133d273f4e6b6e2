// Messages of y-protocols as hostile clients write them: steps, updates, presence, and types that nobody has.

import type { SeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'
import { awarenessUpdate } from './awareness.js'
import type { HostileWriter } from './hostile-writer.js'
import { edges } from './numbers.js'
import type { UpdateSource } from './updates.js'

/** Writes one message, without what a dialect puts before it. */
export function writeYjsMessage(writer: HostileWriter, source: UpdateSource, random: SeededRandom): void {
  const dice = random.float()
  if (dice < 0.7) {
    writer.uint(0)
    const step = random.pick([0, 1, 2, 2, 2, 2])
    writer.uint(step)
    writer.bytes(step === 0 ? vectorOf(source, random) : updateOf(source, random))
  } else if (dice < 0.88) {
    writer.uint(1)
    writer.bytes(awarenessUpdate(random))
  } else if (dice < 0.94) {
    writer.uint(3)
  } else {
    // Auth is for the relay to say, and the rest for nobody.
    writer.uint(random.pick([2, 4, 100, 127, 128, 2 ** 31]))
    writer.uint(random.below(3))
    writer.text('permission denied')
  }
}

const updateOf = (source: UpdateSource, random: SeededRandom): Uint8Array =>
  random.chance(0.6) ? source.honest() : source.any()

/** Now and then of clients that nobody knows, or of so many that to read it takes time. */
function vectorOf(source: UpdateSource, random: SeededRandom): Uint8Array {
  const dice = random.float()
  if (dice < 0.4) return Uint8Array.of(0)
  if (dice < 0.6) return source.vector()
  const count = random.pick([1, 2, 50, 2_000])
  const clocks = Array.from({ length: count }, () => [random.below(2 ** 32), random.pick(edges)] as const)
  return Y.encodeStateVector(new Map(clocks))
}
