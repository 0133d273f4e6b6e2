// The oracle that reads what the relay sends to guests: what is shown to them is on the disk (F2, L2).

import { readSync } from '../clients/guest-client.js'
import { holds } from '../devices/edit.js'
import type { Tap } from '../network/network.js'
import type { World } from '../world/world.js'

export function createGuestOracle(world: World): Tap {
  const sent = new Set<string>()
  return (way, place, bytes) => {
    world.tally.note(`${place.name} ${way}`, bytes)
    const guest = world.guests.find((one) => one.place === place)
    const message = readSync(bytes)
    if (!guest || message?.type !== 2) return
    const { space, document } = guest
    const update = message.content
    const key = `${space} ${document} ${Buffer.from(update).toString('latin1')}`
    if (way === 'up') sent.add(key)
    // What the relay passed on of a guest's own update, unchanged; a remainder is looked for at the end.
    else if (sent.has(key)) {
      const isDurable = world.disk.durable.hasUpdate(space, document, update)
      if (isDurable) world.tally.check('echoed is durable')
      else void lookCloser(world, space, document, update)
    }
  }
}

/** The log may have had all of it from elsewhere. */
async function lookCloser(world: World, space: string, document: string, update: Uint8Array): Promise<void> {
  const { disk, judge } = world
  const truth = await world.truth.document(space, document)
  const head = (await world.log.memory.spaces()).find((known) => known.space === space)?.head.position ?? 0
  judge.expect(
    'echoed is durable',
    holds(truth, update) && head <= disk.durable.headOf(space),
    () => `an update of ${document} of ${space}`
  )
}
