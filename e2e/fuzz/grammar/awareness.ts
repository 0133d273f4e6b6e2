// Awareness updates: those of y-protocols, and what nobody should send.

import type { SeededRandom } from '@weft/base/testing'
import { writeHostile } from './hostile-writer.js'

/** JSON of states, some of which are none. */
const states = [
  '{"user":{"name":"Mallory"}}',
  'null',
  '{}',
  '[]',
  '1',
  '"text"',
  '{"__proto__":{"admin":true}}',
  '{"a":',
  '{"user":{"name":{"toString":1}}}',
  `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
  `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
  `{"cursor":"${'x'.repeat(20_000)}"}`,
  '{"clientId":1,"role":"admin","readOnly":false}'
] as const

export function awarenessUpdate(random: SeededRandom): Uint8Array {
  const count = random.pick([0, 1, 1, 1, 2, 17, 200])
  const one = (): { client: number; clock: number; json: string } => ({
    client: random.chance(0.5) ? random.below(20) : random.below(2 ** 32),
    clock: random.chance(0.8) ? random.below(100) : random.pick([2 ** 31, 2 ** 32, 2 ** 53 - 1]),
    json: random.chance(0.4) ? states[0] : random.pick(states)
  })
  return writeHostile(random, random.pick([0, 0, 0.05, 0.2]), (writer) => {
    writer.list(Array.from({ length: count }, one), ({ client, clock, json }) => {
      writer.uint(client)
      writer.uint(clock)
      writer.text(json)
    })
  })
}
