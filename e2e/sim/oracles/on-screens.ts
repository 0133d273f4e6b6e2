// Oracles that compare what screens say with the log and with the other devices' stores (S2, S7, T2).

import type { Space } from '@weft/client'
import * as Y from 'yjs'
import { holds } from '../devices/edit.js'
import type { SimTab, TabDocument } from '../world/cast.js'
import type { World } from '../world/world.js'

/** What a store holds is on the screen after so long, its own slowness included. */
const frameMs = 60
/** What another tab stored it tells of; this one reads it from a store that may be slow, and draws. */
const otherTabMs = 250

export async function lookAtScreens(world: World): Promise<void> {
  for (const machine of world.machines) {
    for (const tab of machine.tabs) {
      if (tab.life.state !== 'running') continue
      await lookAtTab(world, tab)
      if (machine.tabs.length > 1) await lookAtSiblings(world, tab)
    }
  }
}

async function lookAtTab(world: World, tab: SimTab): Promise<void> {
  for (const [name, space] of tab.spaces) {
    // A restored log may lack what was relayed before; a device knows when it was welcomed again.
    const isAware = (world.welcomed.get(`${tab.machine.name} ${name}`) ?? 0) === world.disk.generation
    const status = space.status.get()
    const isUpToDate = status.kind === 'up-to-date'
    if (isUpToDate) await lookAtUpToDate(world, tab, name, space)
    for (const document of tab.documents.values()) {
      if (document.space !== name || document.unproven.length === 0) continue
      const shown = space.documentStatus(document.opened.id).get()
      const isClaimed = isUpToDate || (shown.relayed && isAware)
      if (isClaimed) await lookAtClaim(world, tab, document, isUpToDate)
    }
  }
}

async function lookAtUpToDate(world: World, tab: SimTab, name: string, space: Space): Promise<void> {
  const { counts } = space.status.get()
  const waits = counts.unsaved + counts.waiting + counts.setAside + counts.devicesBehind
  world.judge.expect(
    'up to date is true',
    waits === 0,
    () => `${tab.machine.name}: ${JSON.stringify(counts)}`
  )
  // A screen is told once a frame: it may still speak of a moment ago.
  const told = tab.machine.tabs.length > 1 ? otherTabMs : frameMs
  const isFresh = world.timeline.elapsed() - tab.machine.held.changedAt(name) < told
  // A frame that came twice makes a device begin anew at position 0, with all that it held (L10).
  const { replay, reorder } = world.swarm.network
  if (world.unmade.size > 0 || isFresh || replay + reorder > 0) return
  const cursor = tab.machine.held.stateOf(name)?.cursor.position ?? 0
  for (const other of world.machines) {
    if (other === tab.machine || other.tabs.length === 0) continue
    const theirs = other.held.stateOf(name)?.cursor.position ?? 0
    if (theirs >= cursor) continue
    const device = other.tabs[0]?.device.id
    // A device that has not met the relay is in nobody's view yet.
    if (!space.devices.get().some((row) => row.device === device)) continue
    const { entries } = await world.log.memory.read(name, theirs, 1_000_000).catch(() => ({ entries: [] }))
    const missing = entries.find((entry) => entry.position <= cursor && entry.device !== device)
    world.judge.expect(
      'delivered is there',
      missing === undefined,
      () => `${other.name} lacks ${missing?.position} of ${name}, which ${tab.machine.name} calls delivered`
    )
  }
}

async function lookAtClaim(
  world: World,
  tab: SimTab,
  document: TabDocument,
  isUpToDate: boolean
): Promise<void> {
  const { space, opened, unproven } = document
  const truth = await world.truth.document(space, opened.id)
  const missing = unproven.find((update) => !holds(truth, update))
  world.judge.expect(
    isUpToDate ? 'up to date is true' : 'relayed is on the relay',
    missing === undefined,
    () => `${opened.id} of ${space} on ${tab.machine.name}`
  )
  unproven.length = 0
}

async function lookAtSiblings(world: World, tab: SimTab): Promise<void> {
  const { machine } = tab
  for (const { space, opened } of tab.documents.values()) {
    for (const sibling of machine.tabs) {
      const theirs = sibling === tab ? undefined : sibling.documents.get(`${space} ${opened.id}`)
      if (!theirs) continue
      const client = theirs.opened.ydoc.clientID
      const shown = Y.getState(opened.ydoc.store, client)
      if (shown <= machine.held.savedClock(space, opened.id, client)) continue
      const truth = await world.truth.document(space, opened.id)
      world.judge.expect(
        'siblings show what is saved',
        shown <= Y.getState(truth.store, client),
        () => `${opened.id} of ${space} on ${machine.name}`
      )
    }
  }
  world.tally.check('siblings show what is saved')
}
