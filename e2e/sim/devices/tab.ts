// A tab: the client as it is shipped, over a machine's stores, with a person who edits, and who can only see its status.

import type { SeededRandom } from '@weft/base/testing'
import { type Device, openDevice, type Space } from '@weft/client'
import type { FakeTab } from '@weft/client/testing'
import type { Place } from '../network/network.js'
import type { Machine, SimTab, TabDocument } from '../world/cast.js'
import type { World } from '../world/world.js'
import { editOnce } from './edit.js'
import type { Life } from './life.js'
import { typedEditOnce } from './typed-edit.js'

export async function openTab(
  world: World,
  machine: Machine,
  fake: FakeTab,
  life: Life,
  random: SeededRandom
): Promise<SimTab | undefined> {
  const place: Place = {
    name: machine.name,
    life,
    get network() {
      return machine.network
    }
  }
  world.placed.set(place, machine)
  let device: Device
  const spaces = new Map<string, Space>()
  try {
    device = await openDevice({
      stores: machine.stores.forTab(life),
      name: machine.name,
      tabs: fake.tabs,
      transport: world.network.transport(place),
      clock: life.clock,
      random,
      relay: { url: 'http://relay.test' }
    })
    for (const space of world.swarm.spaces) spaces.set(space, await device.openSpace(space))
  } catch {
    // The store could not be opened: shown to the person, who opens the tab again.
    life.kill()
    fake.kill()
    world.network.cut(place)
    world.tally.did('tab could not open')
    return undefined
  }
  const documents = new Map<string, TabDocument>()
  const tab: SimTab = {
    machine,
    life,
    device,
    place,
    spaces,
    documents,
    open: async (space, id) => {
      const key = `${space} ${id}`
      const known = documents.get(key)
      if (known) return known
      const opened = await (spaces.get(space) as Space).openDocument(id)
      const document: TabDocument = { space, opened, unproven: [] }
      documents.set(key, document)
      return document
    },
    edit: async (space, id) => {
      const { opened, unproven } = await tab.open(space, id)
      if (life.state === 'killed') return
      if (world.typed && random.chance(0.5)) {
        const writer = { device: device.id, time: device.time, random }
        const edit = typedEditOnce(opened.ydoc, writer)
        if (!edit) return
        world.typed.did(space, id, edit.deed)
        unproven.push(...edit.updates)
        world.tally.did('edit of a typed field')
        return
      }
      unproven.push(...editOnce(opened.ydoc, random))
      world.tally.did('edit')
    },
    freeze: () => {
      life.freeze()
      fake.freeze()
    },
    thaw: () => {
      life.thaw()
      fake.resume()
    },
    kill: () => {
      life.kill()
      fake.kill()
      world.network.cut(place)
      machine.tabs.splice(machine.tabs.indexOf(tab), 1)
      for (const { opened } of documents.values()) opened.awareness.destroy()
    }
  }
  return tab
}
