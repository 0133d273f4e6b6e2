// Every browser is closed and opened again without a relay: what its store holds is what the log has (D1, D4, L10).

import { fingerprint } from '../devices/edit.js'
import type { World } from '../world/world.js'

export async function judgeReload(world: World): Promise<void> {
  world.killRelay()
  for (const machine of world.machines) {
    machine.kill()
    const tab = await world.whileTimePasses(machine.openTab())
    if (!tab) throw new Error('D4 a sound store could not be opened')
    for (const space of world.swarm.spaces) {
      for (const document of world.swarm.documents) {
        const { opened } = await world.whileTimePasses(tab.open(space, document))
        const found = fingerprint(opened.ydoc)
        const expected = fingerprint(await world.truth.document(space, document))
        world.judge.expect(
          'cursor has its content',
          found === expected,
          () => `${document} of ${space} at ${machine.name}\n${found}\nthe log\n${expected}`
        )
      }
    }
  }
  world.judge.verdict()
}
