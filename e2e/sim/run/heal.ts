// Ends every fault and waits until all is well again, as long as that may take and no longer (C4).

import type { SimTab } from '../world/cast.js'
import { calmNetwork } from '../world/swarm.js'
import type { World } from '../world/world.js'
import { decideRefused } from './refuse.js'

const healedWithinMs = 300_000
/** By then all that is alive is connected, and what is not is a row of nobody. */
const ghostsAfterMs = 100_000

export async function heal(world: World): Promise<void> {
  const { disk, tally } = world
  const { replay, reorder } = world.networkFaults
  world.networkFaults = calmNetwork
  // A box between that repeats and reorders frames is what no WebSocket does. What it brings upon a connection need not
  // mend itself on that connection, but nothing may be lost by it.
  if (replay + reorder > 0) world.network.cutAll()
  disk.full = false
  disk.failNext = false
  disk.syncMs = Math.min(disk.syncMs, 5)
  if (disk.flips > 0) {
    // Whoever mends a damaged log does it with the relay stopped, and devices that were told of it come back.
    disk.repair()
    world.killRelay()
  }
  await world.startRelay()
  for (const guest of world.guests) {
    guest.place.network = 'up'
    // Their protocol has no word for "are you there" in both directions: TCP ends such a connection, in a quarter hour.
    world.network.cut(guest.place)
  }
  if (world.nextVersion) {
    world.nextVersion.place.network = 'up'
    world.network.cut(world.nextVersion.place)
  }
  for (const machine of world.machines) {
    machine.network = 'up'
    machine.stores.fail = 0
    machine.wake()
    if (machine.tabs.length === 0) await world.attempt(machine.openTab())
  }
  // A tab that was frozen shows what it showed when it fell asleep, until it looks.
  await world.timeline.pass(5_000)
  await decideRefused(world)
  const isWell = (): boolean =>
    // What a device was not told it cannot know, until its heartbeat finds out.
    !world.network.isSilent &&
    everyTab(world).every(isUpToDate) &&
    world.guests.every((guest) => guest.isConnected)
  await world.timeline.passUntil(isWell, ghostsAfterMs)
  if (!isWell()) await forgetGhosts(world)
  if (!isWell() && world.guests.length > 0 && world.unmade.has('disk')) await retrySetAside(world)
  const isHealed = await world.timeline.passUntil(isWell, healedWithinMs)
  if (world.guests.length > 0) await refreshGuests(world)
  tally.check('heals in time')
  const rows = isHealed ? [] : await describeRows(world)
  world.judge.expect('heals in time', isHealed, () =>
    [...everyTab(world).map(describeTab), ...rows].join('\n  ')
  )
  world.judge.verdict()
}

/**
 * A guest that holds what a restored log lost of a device is refused until that device gave it back, and asked for what
 * it has only with its next connection.
 */
async function refreshGuests({ guests, network, timeline }: World): Promise<void> {
  for (const { place } of guests) network.cut(place)
  await timeline.pass(2_000)
  await timeline.passUntil(() => guests.every((guest) => guest.isConnected), 60_000)
  // What is under way to them, and to screens, arrives.
  await timeline.pass(1_000)
}

export const everyTab = (world: World): SimTab[] => world.machines.flatMap(({ tabs }) => tabs)

function isUpToDate({ spaces }: SimTab): boolean {
  for (const space of spaces.values()) if (space.status.get().kind !== 'up-to-date') return false
  return true
}

function describeTab({ machine, spaces, device }: SimTab): string {
  const shown = [...spaces.values()].map((space) => {
    const { kind, counts, ...rest } = space.status.get()
    const lacking = space.devices
      .get()
      .flatMap(({ name, has }) => (has.kind === 'all' ? [] : [`${name} ${has.kind}`]))
    return `${space.name} ${kind} ${JSON.stringify({ ...rest, unsaved: counts.unsaved, waiting: counts.waiting, lacking })}`
  })
  return `${machine.name} (${device.link.get().kind}): ${shown.join('; ')}`
}

/** A store that was emptied leaves a row of a device that is no more, which a person removes (S4). */
async function forgetGhosts(world: World): Promise<void> {
  const tabs = everyTab(world)
  const living = new Set(tabs.map(({ device }) => device.id))
  if (world.nextVersion) living.add(world.nextVersion.device)
  for (const name of world.swarm.spaces) {
    const rows = await world.log.memory.devices(name)
    const ghosts = new Set(rows.map(({ device }) => device).filter((device) => !living.has(device)))
    const space = tabs.find(({ device }) => device.link.get().kind === 'connected')?.spaces.get(name)
    for (const ghost of ghosts) {
      world.tally.did('row of a lost device removed')
      await world.attempt(space?.forgetDevice(ghost) ?? Promise.resolve())
    }
  }
}

/**
 * Known and open: a guest that met a restored log before a device did speaks for the device's client ids there, and what
 * the device pushes of them is set aside (G5). A person tries it again.
 */
async function retrySetAside(world: World): Promise<void> {
  for (const { spaces } of everyTab(world)) {
    for (const space of spaces.values()) {
      for (const { document } of space.setAside.get()) {
        world.tally.did('set aside, and tried again')
        await world.attempt(space.retrySetAside(document))
      }
    }
  }
}

async function describeRows(world: World): Promise<string[]> {
  const rows = await Promise.all(world.swarm.spaces.map((space) => world.log.memory.devices(space)))
  return rows.flat().map(({ name, device, replica, cursor, replacedBy, waiting }) => {
    return `row ${name} ${device.slice(0, 4)} ${replica.slice(0, 4)} at ${cursor}, waiting ${waiting?.edits}${replacedBy ? ` replaced by ${replacedBy.slice(0, 4)}` : ''}`
  })
}
