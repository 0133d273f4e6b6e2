// An edit that the relay refuses: made once in some worlds, told to its device, and discarded when all is healed (B5).

import type { SimTab } from '../world/cast.js'
import type { World } from '../world/world.js'

/** Of its own, so that what leans on the edit is no other. */
export const refusedDocument = 'x/refused'

const answeredWithinMs = 300_000

/** Chosen by number, not drawn: other worlds are what they were before there were such edits. */
export const hasRefusedEdit = ({ seed }: World): boolean => seed % 8 === 4

/** A key that no document may have (G9), written by a tab that runs, if there is one. */
export async function editToBeRefused(world: World): Promise<void> {
  const tab = everyTab(world).find(({ life }) => life.state === 'running')
  const space = world.swarm.spaces[0]
  if (!tab || space === undefined) return
  const document = await world.attempt(tab.open(space, refusedDocument))
  if (!document || tab.life.state === 'killed') return
  document.opened.ydoc.getMap('m').set('__proto__', world.seed)
  world.tally.did('edit that is refused')
}

/** Everything is answered; what was saved and refused is shown where it was written, and a person lets it go. */
export async function decideRefused(world: World): Promise<void> {
  const { refusable, timeline, judge } = world
  if (refusable.size === 0) return
  await timeline.passUntil(() => everyTab(world).every(isAnswered), answeredWithinMs)
  for (const machine of refusable) {
    // A store that was emptied or went back, or a log that did, may know nothing of it any more.
    if (world.unmade.size > 0) continue
    const shown = machine.tabs.flatMap(({ spaces }) =>
      [...spaces.values()].flatMap((space) => space.setAside.get())
    )
    judge.expect(
      'a refusal is told',
      shown.some(({ document }) => document === refusedDocument),
      () => `${machine.name}: ${refusedDocument} is not set aside`
    )
  }
  judge.verdict()
  // A copy of the store has it too, and a renewed device gives it back once more.
  for (let round = 0; round < 5; round++) {
    for (const { spaces } of everyTab(world)) {
      for (const space of spaces.values()) {
        const isAside = space.setAside.get().some(({ document }) => document === refusedDocument)
        if (isAside) await world.attempt(space.discardSetAside(refusedDocument))
      }
    }
    await timeline.pass(5_000)
  }
}

const everyTab = ({ machines }: World): SimTab[] => machines.flatMap(({ tabs }) => tabs)

function isAnswered({ device, spaces }: SimTab): boolean {
  if (device.link.get().kind !== 'connected') return false
  return [...spaces.values()].every((space) => {
    const { unsaved, waiting } = space.status.get().counts
    return unsaved + waiting === 0
  })
}
