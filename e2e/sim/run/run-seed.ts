// Runs one seed's world: steps of work and faults with a look at every screen after each, then healing and judgement.

import type { SeededRandom } from '@weft/base/testing'
import { createGuestClient } from '../clients/guest-client.js'
import { createNextVersionDevice } from '../clients/next-version-device.js'
import { judgeTheEnd } from '../oracles/at-the-end.js'
import { lookAtQueues } from '../oracles/on-queues.js'
import { lookAtScreens } from '../oracles/on-screens.js'
import { createWorld } from '../world/create-world.js'
import { type Act, acts, type Swarm } from '../world/swarm.js'
import type { Surroundings, World } from '../world/world.js'
import { type Copies, deeds } from './act.js'
import { heal } from './heal.js'
import { judgeFirstSync, judgeReload } from './open-again.js'
import { editToBeRefused, hasRefusedEdit } from './refuse.js'

export interface SeedReport {
  readonly seed: number
  readonly faults: Readonly<Record<string, number>>
  readonly checks: Readonly<Record<string, number>>
  readonly done: Readonly<Record<string, number>>
  /** Of everything that happened. */
  readonly digest: string
  /** null when every oracle was content. */
  readonly failure: { readonly oracle: string | null; readonly message: string } | null
}

export async function runSeed(seed: number, surroundings: Surroundings): Promise<SeedReport> {
  const world = await createWorld(seed, surroundings)
  let failure: SeedReport['failure'] = null
  try {
    await run(world)
  } catch (error) {
    const { oracle = null } = error as { oracle?: string }
    failure = {
      oracle,
      message:
        error instanceof Error ? (oracle ? error.message : (error.stack ?? error.message)) : String(error)
    }
  }
  const { faults, checks, done } = world.tally
  const digest = world.tally.digest()
  end(world)
  return { seed, faults, checks, done, digest, failure }
}

async function run(world: World): Promise<void> {
  const { swarm } = world
  const random = world.random.fork()
  await world.startRelay()
  for (const machine of world.machines) await world.attempt(machine.openTab())
  for (let index = 0; index < swarm.guests; index++) {
    world.guests.push(
      createGuestClient(world, `guest ${index}`, random.pick(swarm.spaces), random.pick(swarm.documents))
    )
  }
  if (swarm.nextVersion) world.nextVersion = createNextVersionDevice(world, random.pick(swarm.spaces))
  const copies: Copies = { disk: undefined, stores: new Map() }
  for (let step = 0; step < swarm.steps; step++) {
    if (hasRefusedEdit(world) && step === Math.floor(swarm.steps / 3)) await editToBeRefused(world)
    await takeStep(world, random, copies)
    // A screen is told once a frame.
    await world.timeline.pass(17)
    await lookAtScreens(world)
    lookAtQueues(world)
    world.judge.verdict()
  }
  await heal(world)
  await judgeTheEnd(world)
  if (random.chance(0.2)) await judgeFirstSync(world)
  if (random.chance(0.3)) await judgeReload(world)
}

async function takeStep(world: World, random: SeededRandom, copies: Copies): Promise<void> {
  const { swarm } = world
  const machine = random.pick(world.machines)
  const tab = machine.tabs.length > 0 ? random.pick(machine.tabs) : undefined
  const choice = random.float()
  if (choice < 0.45) {
    const guest = world.guests.length > 0 && random.chance(0.2) ? random.pick(world.guests) : undefined
    if (guest) guest.edit()
    else if (world.nextVersion && random.chance(0.1)) world.nextVersion.write()
    else if (tab?.life.state === 'running')
      await world.attempt(tab.edit(random.pick(swarm.spaces), random.pick(swarm.documents)))
    else if (!tab) await world.attempt(machine.openTab())
  } else if (choice < 0.5) {
    if (machine.tabs.length < swarm.mostTabs) await world.attempt(machine.openTab())
  } else if (choice < 0.54) await world.startRelay()
  else if (choice < 0.78) {
    const act = drawAct(random, swarm)
    if (act) await deeds[act](world, machine, tab, copies)
  } else await world.timeline.pass(random.below(random.chance(0.1) ? 60_000 : 3_000))
}

function drawAct(random: SeededRandom, { acts: weights }: Swarm): Act | undefined {
  const total = acts.reduce((sum, act) => sum + weights[act], 0)
  let left = random.float() * total
  for (const act of acts) {
    left -= weights[act]
    if (left < 0) return act
  }
  return undefined
}

/** Nothing of a world that is over goes on, whatever its processes had in mind. */
function end(world: World): void {
  world.killRelay()
  for (const machine of world.machines) machine.kill()
}
