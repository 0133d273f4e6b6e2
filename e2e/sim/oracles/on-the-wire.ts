// Oracles that read what passes between devices and the relay, and compare it with the disks at that very moment.

import {
  type Entries,
  type Frame,
  type HelloSpace,
  isSameBytes,
  type Push,
  parseFrame,
  type Receipt
} from '@weft/protocol'
import type { Place } from '../network/network.js'
import type { Way } from '../network/wire.js'
import type { WireOracle } from '../world/cast.js'
import type { World } from '../world/world.js'

/** The types worth reading: hello, welcome, entries, push, receipt, cursor. */
const watched = new Set([1, 2, 3, 5, 6, 7])

export function createWireOracle(world: World): WireOracle {
  const { judge, disk } = world
  const told = new Map<string, Uint8Array>()
  const greetings = new Map<string, { greeting: number; nonce: Uint8Array }>()
  const chains = new Map<string, Uint8Array>()
  const hellos = new WeakMap<Place, Map<string, HelloSpace>>()
  /** The same bytes go to all who stand at the same place. */
  const parsed = new WeakMap<Uint8Array, Frame>()

  const tell = (space: string, position: number, hash: Uint8Array): void => {
    if (position === 0) return
    const key = `${space} ${position}`
    const known = told.get(key)
    if (!known) told.set(key, hash.slice())
    judge.expect(
      'what was told stays',
      !known || isSameBytes(known, hash),
      () => `position ${position} of ${space}`
    )
  }

  const read = (bytes: Uint8Array): Frame | undefined => {
    const known = parsed.get(bytes)
    if (known) return known
    const frame = parseFrame(bytes)
    if (!frame.ok) return undefined
    parsed.set(bytes, frame.value)
    return frame.value
  }

  const onHello = (place: Place, spaces: readonly HelloSpace[]): void => {
    const machine = world.placed.get(place)
    hellos.set(place, new Map(spaces.map((hello) => [hello.space, hello])))
    for (const { space, replica, greeting, cursor } of machine ? spaces : []) {
      const state = machine?.held.stateOf(space)
      if (!state || state.replica !== replica) continue
      judge.expect(
        'greeting is fresh',
        greeting <= state.greeting,
        () => `greeting ${greeting} of ${replica} is not saved`
      )
      judge.expect(
        'cursor is durable',
        cursor.position <= state.cursor.position,
        () => `hello at ${cursor.position}`
      )
    }
  }

  const onWelcome = (place: Place, { spaces }: Extract<Frame, { type: 'welcome' }>): void => {
    for (const { space, standing, head } of spaces) {
      if (standing === 'closed') continue
      tell(space, head.position, head.hash)
      const hello = hellos.get(place)?.get(space)
      if (standing !== 'ok' || !hello) continue
      const machine = world.placed.get(place)
      if (machine) world.welcomed.set(`${machine.name} ${space}`, disk.generation)
      const key = `${space} ${hello.replica}`
      const known = greetings.get(key)
      const isFresh =
        !known ||
        hello.greeting > known.greeting ||
        (hello.greeting === known.greeting && isSameBytes(hello.nonce, known.nonce))
      judge.expect(
        'greeting is fresh',
        isFresh,
        () => `${hello.replica} was welcomed again at ${hello.greeting}`
      )
      greetings.set(key, hello)
    }
  }

  const onReceipt = ({ space, replica, batch, position, hash }: Receipt): void => {
    judge.expect(
      'acknowledged is durable',
      disk.durable.hasBatch(space, replica, batch),
      () => `batch ${batch} of ${replica}`
    )
    tell(space, position, hash)
  }

  const onEntries = ({ space, entries, hash }: Entries): void => {
    const last = entries.at(-1)?.position ?? 0
    judge.expect(
      'shown to others is durable',
      last <= disk.durable.headOf(space),
      () => `position ${last} of ${space}`
    )
    tell(space, last, hash)
  }

  const onPush = (place: Place, { space, replica, batch, chain }: Push): void => {
    const machine = world.placed.get(place)
    const state = machine?.held.stateOf(space)
    if (!machine || !state || state.replica !== replica) return
    judge.expect(
      'batch fixed before it is sent',
      batch <= state.made.batch,
      () => `batch ${batch} of ${replica} is not saved`
    )
    // A store that went back makes another batch of the same number, and the relay finds it out (E3).
    const key = `${machine.name} ${replica} ${batch}`
    const known = chains.get(key)
    chains.set(key, chain)
    const isSame = !known || world.unmade.has('store') || isSameBytes(known, chain)
    judge.expect('batch fixed before it is sent', isSame, () => `batch ${batch} of ${replica} changed`)
  }

  const onCursor = (place: Place, space: string, position: number): void => {
    const state = world.placed.get(place)?.held.stateOf(space)
    if (!state || world.unmade.has('store')) return
    judge.expect(
      'cursor is durable',
      position <= state.cursor.position,
      () => `${place.name} reports ${position}`
    )
  }

  const oracle = (way: Way, place: Place, bytes: Uint8Array): void => {
    world.tally.note(`${place.name} ${way}`, bytes)
    if (!watched.has(bytes[0] ?? 0)) return
    const frame = read(bytes)
    if (frame?.type === 'hello') onHello(place, frame.spaces)
    else if (frame?.type === 'welcome') onWelcome(place, frame)
    else if (frame?.type === 'receipt') onReceipt(frame)
    else if (frame?.type === 'entries') onEntries(frame)
    else if (frame?.type === 'push') onPush(place, frame)
    else if (frame?.type === 'cursor') onCursor(place, frame.space, frame.position)
  }

  return Object.assign(oracle, {
    told,
    forget: () => {
      told.clear()
      greetings.clear()
    }
  })
}
