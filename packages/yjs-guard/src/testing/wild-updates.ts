// Draws updates that are well formed in bytes and mean anything at all: forks, circles, strange parents, stray ranges.

import type { SeededRandom } from '@weft/base/testing'
import type { DocumentClocks } from '../document-clocks.js'
import {
  any,
  binary,
  type ClientStructs,
  collected,
  type Deletion,
  deleted,
  embed,
  format,
  json,
  type Lean,
  type Part,
  type Reference,
  skipped,
  subdocument,
  text,
  type,
  writeUpdate
} from './update-writer.js'

/** Few clients and low clocks, so that structs meet. */
const clients = [1, 2, 3, 4]

/**
 * A world has either map keys or content that spans several clocks. With both, a value of a map can be cut in two, and
 * Yjs throws when it collects that map: the guard cannot see it, because headers do not tell what lies in a map.
 */
export type WildWorld = 'keys' | 'lengths'

export function wildUpdate(random: SeededRandom, known: DocumentClocks, world: WildWorld): Uint8Array {
  const clockOf = (client: number): number => known.clients.get(client)?.clock ?? 0
  const chosen = clients.filter(() => random.chance(0.4)).sort((a, b) => b - a)
  const blocks = chosen.map((client) =>
    wildBlock(random, world, client, startNear(random, clockOf(client)), clockOf)
  )
  const deletions: Deletion[] = []
  while (random.chance(0.3)) {
    const client = random.pick(clients)
    deletions.push([client, random.below(clockOf(client) + 2), random.below(5)])
  }
  return writeUpdate(blocks, deletions)
}

/** Mostly where the log goes on, often before, seldom beyond. */
function startNear(random: SeededRandom, clock: number): number {
  const dice = random.float()
  return dice < 0.6 ? clock : dice < 0.95 ? random.below(clock + 1) : clock + 1
}

function wildBlock(
  random: SeededRandom,
  world: WildWorld,
  client: number,
  clock: number,
  clockOf: (client: number) => number
): ClientStructs {
  const structs: Part[] = []
  let at = clock
  do {
    const length = 1 + random.below(4)
    structs.push(wildStruct(random, world, length, wildLean(random, world, client, at, clockOf)))
    at += length
  } while (random.chance(0.6))
  return { client, clock, structs }
}

function wildLean(
  random: SeededRandom,
  world: WildWorld,
  client: number,
  clock: number,
  clockOf: (client: number) => number
): Lean {
  const reference = (): Reference => {
    const other = random.pick(clients)
    const below = other === client ? clock : clockOf(other) + 3
    return [other, random.below(Math.max(1, below))]
  }
  const key = world === 'keys' && random.chance(0.4) ? { key: 'k' } : {}
  const dice = random.float()
  if (dice < 0.25) return { parent: random.pick(['x', 'y']), ...key }
  if (dice < 0.4) return { parent: reference(), ...key }
  if (dice < 0.6 && clock > 0) return { origin: [client, clock - 1] }
  return {
    ...(random.chance(0.7) ? { origin: reference() } : {}),
    ...(random.chance(0.5) ? { right: reference() } : {})
  }
}

/** Of the given length where the kind allows, and a following struct may then start too early or too late. */
function wildStruct(random: SeededRandom, world: WildWorld, length: number, lean: Lean): Part {
  const most = world === 'keys' ? 1 : length
  return random.pick<() => Part>([
    () => collected(length),
    () => (random.chance(0.05) ? skipped(length) : collected(length)),
    () => deleted(length, lean),
    () => text('abcd'.slice(0, most), lean),
    () => text(world === 'keys' ? 'e' : '\ud83d\ude00', lean),
    () => any([1, 'two', { a: [null] }, true].slice(0, most), lean),
    () => json(['1', 'undefined', '{"a":1}'].slice(0, most), lean),
    () => type(random.below(7), lean),
    () => type(1, lean),
    () => binary(new Uint8Array([1, 2]), lean),
    () => embed('{"a":[]}', lean),
    () => format('bold', random.pick(['true', 'null']), lean),
    () => subdocument('g', {}, lean)
  ])()
}
