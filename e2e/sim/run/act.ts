// The faults that one step of a run may bring upon a world, each by its name.

import { createMachine } from '../devices/machine.js'
import type { StoresCopy } from '../devices/stores.js'
import type { DiskRecord } from '../disk/disk-record.js'
import type { Machine, SimTab } from '../world/cast.js'
import type { Act } from '../world/swarm.js'
import type { World } from '../world/world.js'

/** What was copied during a run, for later restores. */
export interface Copies {
  disk: readonly DiskRecord[] | undefined
  readonly stores: Map<Machine, StoresCopy>
}

const hourMs = 3_600_000

type Deed = (world: World, machine: Machine, tab: SimTab | undefined, copies: Copies) => void | Promise<void>

export const deeds: Readonly<Record<Act, Deed>> = {
  'network-down': ({ tally }, machine) => {
    machine.network = machine.network === 'up' ? 'down' : 'up'
    if (machine.network === 'down') tally.fault('network: down')
  },
  'one-way': ({ network, random, tally }, _machine, tab) => {
    if (!tab) return
    tally.fault('network: one way lost')
    network.silence(tab.place, random.pick(['up', 'down'] as const))
  },
  portal: (_world, machine) => {
    machine.network = machine.network === 'up' ? 'portal' : 'up'
  },
  'relay-stops': async (world) => {
    if (!world.relay) return world.startRelay()
    world.tally.fault('relay: stopped')
    await world.stopRelay()
  },
  'relay-dies': async (world) => {
    if (!world.relay) return world.startRelay()
    await untilWrites(world)
    world.tally.fault('relay: killed')
    world.killRelay()
  },
  'disk-full': ({ disk, tally }) => {
    disk.full = !disk.full
    if (disk.full) tally.fault('disk: full')
  },
  'disk-eio': ({ disk }) => {
    disk.failNext = true
  },
  'disk-flip': ({ disk, tally }) => {
    if (disk.flip()) tally.fault('disk: bit flipped')
  },
  'disk-restored': async (world, _machine, _tab, copies) => restore(world, copies, 'same-epoch'),
  'new-epoch': async (world, _machine, _tab, copies) => restore(world, copies, 'new-epoch'),
  'machine-dies': ({ tally }, machine) => {
    tally.fault('machine: killed')
    machine.kill()
  },
  'machine-sleeps': async (world, machine) => {
    world.tally.fault('machine: asleep for hours')
    machine.sleep()
    await world.timeline.pass(world.random.below(40_000))
    // The rest of the night all are asleep: what they do alone is seen above, and hours of it cost more than they show.
    world.timeline.skip(world.random.below(8 * hourMs))
    machine.wake()
  },
  'tab-dies': ({ tally }, _machine, tab) => {
    if (!tab) return
    tally.fault('tab: killed')
    tab.kill()
  },
  'tab-freezes': ({ tally }, _machine, tab) => {
    if (!tab) return
    if (tab.life.state === 'frozen') return tab.thaw()
    tally.fault('tab: frozen')
    tab.freeze()
  },
  'clock-jumps': ({ random, tally }, { wall }) => {
    tally.fault('machine: clock jumped')
    wall.offsetMs += Math.floor(
      (random.float() * 2 - 1) * random.pick([60_000, 24 * hourMs, 365 * 24 * hourMs])
    )
  },
  'store-fails': ({ random, swarm }, { stores }) => {
    stores.fail = stores.fail > 0 ? 0 : swarm.store.fail * random.float()
  },
  'store-closes': ({ tally }, { stores }) => {
    tally.fault('store: closed')
    stores.closeAll()
  },
  'store-evicted': async (world, machine) => {
    world.tally.fault(machine.tabs.length > 0 ? 'store: evicted while open' : 'store: evicted while closed')
    await unmake(world, machine)
    await world.attempt(machine.stores.evictAll())
  },
  'store-copied': async (world, machine, _tab, copies) => {
    // Now or at first a while ago; and both run from here on.
    if (world.machines.length >= mostMachines) return
    const copy = await world.attempt(machine.stores.copy())
    if (!copy || copy.size === 0) return
    world.tally.fault('store: copied to another machine')
    world.unmade.add('store')
    const clone = createMachine(world, `copy ${world.machines.length} of ${machine.name}`)
    await world.attempt(clone.stores.replace(copy))
    world.machines.push(clone)
    copies.stores.set(machine, copy)
  },
  'store-rewound': async (world, machine, _tab, copies) => {
    const copy = copies.stores.get(machine)
    const now = await world.attempt(machine.stores.copy())
    if (now && now.size > 0) copies.stores.set(machine, now)
    if (!copy) return
    world.tally.fault('store: rewound')
    machine.kill()
    await unmake(world, machine)
    await world.attempt(machine.stores.replace(copy))
  }
}

const mostMachines = 14

/** Deaths come most where writes are under way. */
async function untilWrites({ log, random, timeline }: World): Promise<void> {
  if (random.chance(0.7)) await timeline.passUntil(() => log.isSyncing, 2_000)
}

async function restore(world: World, copies: Copies, as: 'same-epoch' | 'new-epoch'): Promise<void> {
  const copy = copies.disk
  copies.disk = world.disk.copy()
  if (!copy || copy.length === 0) return
  world.tally.fault(
    as === 'new-epoch' ? 'disk: restored as a new epoch' : 'disk: restored from an older copy'
  )
  if (world.unmade.has('store')) world.ledger.excuseAll()
  await world.restoreDisk(copy, as)
}

/** What only this store held may be gone now; and if the log went back as well, nobody can say what that is. */
async function unmake(world: World, machine: Machine): Promise<void> {
  if (world.unmade.has('disk')) world.ledger.excuseAll()
  else await world.ledger.excuse(machine, world.truth)
  world.unmade.add('store')
}
