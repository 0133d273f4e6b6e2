// A machine: stores that outlive their tabs, a wall clock that may be wrong, a place in the network, and tabs.

import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { createTabGroup } from '@weft/client/testing'
import { refusedDocument } from '../run/refuse.js'
import type { Machine } from '../world/cast.js'
import { startMs, type World } from '../world/world.js'
import { createHeld } from './held.js'
import { createLife } from './life.js'
import { createMachineStores } from './stores.js'
import { openTab } from './tab.js'

/** Device clocks are off by up to a year, and most by less. */
const yearMs = 365 * 24 * 3_600_000

export function createMachine(world: World, name: string): Machine {
  const random: SeededRandom = world.random.fork()
  const held = createHeld((edit) => {
    if (edit.document === refusedDocument) world.refusable.add(machine)
    else world.ledger.saved(machine, edit)
  }, world.timeline.elapsed)
  const group = createTabGroup((action) => {
    world.timeline.after(1, action)
  })
  const machine: Machine = {
    name,
    held,
    stores: createMachineStores({
      random: random.fork(),
      readRandom: createSeededRandom(world.seed + 7_919 * world.machines.length),
      tally: world.tally,
      faults: world.swarm.store,
      held
    }),
    tabs: [],
    network: 'up',
    wall: { offsetMs: random.chance(0.3) ? Math.floor((random.float() * 2 - 1) * yearMs) : 0 },
    openTab: async () => {
      const life = createLife(world.timeline, startMs, machine.wall)
      const tab = await openTab(world, machine, group.open(), life, random.fork())
      if (tab) machine.tabs.push(tab)
      return tab
    },
    kill: () => {
      for (const tab of [...machine.tabs]) tab.kill()
    },
    sleep: () => {
      for (const tab of machine.tabs) tab.freeze()
    },
    wake: () => {
      for (const tab of machine.tabs) tab.thaw()
    }
  }
  return machine
}
