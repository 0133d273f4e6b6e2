// What a healed world is worth to who opens it again: a browser that reloads without a relay, and a device that is new.

import { fingerprint } from '../devices/edit.js'
import { createMachine } from '../devices/machine.js'
import type { OracleName } from '../oracles/table.js'
import type { Machine, SimTab } from '../world/cast.js'
import type { World } from '../world/world.js'

const firstSyncMs = 60_000

/** L11: a fresh device gets every document as the log has it, folded or not. */
export async function judgeFirstSync(world: World): Promise<void> {
  const machine = createMachine(world, 'fresh')
  world.machines.push(machine)
  const tab = await openSound(world, machine)
  await world.timeline.passUntil(() => isSynced(tab), firstSyncMs)
  await compare(world, tab, 'first sync is whole')
  world.judge.verdict()
}

/** D1, D4, L10: every browser is closed and opened again, and has only its store. */
export async function judgeReload(world: World): Promise<void> {
  world.killRelay()
  for (const machine of world.machines) {
    machine.kill()
    await compare(world, await openSound(world, machine), 'cursor has its content')
  }
  world.judge.verdict()
}

async function openSound(world: World, machine: Machine): Promise<SimTab> {
  const tab = await world.whileTimePasses(machine.openTab())
  if (!tab) throw new Error('D4 a sound store could not be opened')
  return tab
}

function isSynced({ spaces }: SimTab): boolean {
  for (const space of spaces.values()) {
    const { kind } = space.status.get()
    if (kind !== 'up-to-date') return false
  }
  return true
}

async function compare(world: World, tab: SimTab, oracle: OracleName): Promise<void> {
  for (const space of world.swarm.spaces) {
    for (const document of world.swarm.documents) {
      const { opened } = await world.whileTimePasses(tab.open(space, document))
      const found = fingerprint(opened.ydoc)
      const expected = fingerprint(await world.truth.document(space, document))
      world.judge.expect(
        oracle,
        found === expected,
        () => `${document} of ${space} at ${tab.machine.name}\n${found}\nthe log\n${expected}`
      )
    }
  }
}
