// Very many are present in one document, and each says so once a second.

import { type RemoteCrowd, startCrowd } from '../clients/crowd.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { sayInTurn, turnMs } from '../clients/say-in-turn.js'
import { openWitness, type Witness } from '../clients/witness.js'
import { inGroups } from '../run/in-groups.js'
import { watchAnswers } from '../run/longest-answer.js'
import { cpuMsOf } from '../run/process-cost.js'
import { quantile } from '../run/quantile.js'
import { passed, type Scenario, scaled, type World, wallMs } from './scenario.js'

const document = 'n/shared'
/** Turns before those that are measured: servers are warm then, and what joining cost is over. */
const warmTurns = 5
const measuredTurns = 20
const witnesses = 10
const atOnce = 50
/** How long what was said last may take until all know it. */
const patienceMs = 300_000
const lookMs = 250

const figures = {
  cpu: { unit: 'server CPU, % of a core', better: 'less', digits: 1 },
  p50: { unit: 'ms until seen, p50', better: 'less', digits: 0 },
  p99: { unit: 'ms until seen, p99', better: 'less', digits: 0 },
  stall: { unit: 'ms, longest wait of a request beside', better: 'less', digits: 0 },
  settled: { unit: 's after the last was said until all know it', better: 'less', digits: 1 },
  bytes: { unit: 'bytes in and out, a person and second', better: 'less', digits: 0 }
} as const

export const presence: Scenario = {
  name: 'presence',
  title: '1,500 people present in one document, each saying a state of 190 bytes every second',
  figures,
  // Others have 2.25 million messages a second to send; minutes later not all were known.
  suits: ({ gathersPresence }) => gathersPresence,
  run: (world) => run(world, 1_500)
}

export const presenceOfFew: Scenario = {
  name: 'presence-300',
  title: '300 people present in one document, each saying a state of 190 bytes every second',
  figures,
  suits: () => true,
  run: (world) => run(world, 300)
}

async function run(world: World, people: number): Promise<Readonly<Record<string, number>>> {
  const { url, pid } = await world.server.start(world.scope, world.folder)
  const all = Math.max(2, scaled(people, world))
  const near = Math.min(witnesses, all - 1)
  const { dialect } = world.server
  const crowd = startCrowd(world.scope, {
    ...{ dialect, url, document, first: near, count: all - near, all, atOnce }
  })
  const seeing = await inGroups(near, near, (index) => open(world, url, index, all))
  await crowd.open
  await passed(1_000)
  const measured = Math.max(2, scaled(measuredTurns, world))
  const turns = warmTurns + measured
  const from = wallMs() + 100
  const said = sayAll(crowd, seeing, { from, turns, all })
  await passed(from + warmTurns * turnMs - wallMs())
  const costs = await measure(world, crowd, { url, pid, ms: measured * turnMs })
  const at = await said
  const lastSaid = at.reduce((latest, ofPerson) => Math.max(latest, ofPerson.at(-1) ?? 0), 0)
  const settled = (await settle(seeing, turns)) - lastSaid
  const times = seeing.flatMap((witness) => witness.times(at, warmTurns + 1, turns))
  return {
    ...{ cpu: costs.cpu, stall: costs.stall, settled: settled / 1_000 },
    ...{ p50: quantile(times, 0.5), p99: quantile(times, 0.99) },
    bytes: costs.bytes / (all - near)
  }
}

async function open({ server, scope }: World, url: string, index: number, all: number): Promise<Witness> {
  const { dialect } = server
  const witness = await openWitness({ dialect, url, document, name: `person-${index}` }, index, all)
  scope.own(witness.close)
  return witness
}

/** When each person said its state of each turn. */
async function sayAll(
  crowd: RemoteCrowd,
  seeing: readonly Witness[],
  { from, turns, all }: { readonly from: number; readonly turns: number; readonly all: number }
): Promise<number[][]> {
  const others = crowd.say(from, turns)
  const { at, over } = sayInTurn({ first: 0, all, people: seeing }, from, turns)
  await over
  return [...at, ...(await others)]
}

async function measure(
  { scope }: World,
  crowd: RemoteCrowd,
  { url, pid, ms }: { readonly url: string; readonly pid: number; readonly ms: number }
): Promise<{ readonly cpu: number; readonly stall: number; readonly bytes: number }> {
  const watch = watchAnswers(url)
  scope.own(() => void watch.end())
  const bytesBefore = await crowd.bytes()
  const cpuBefore = await cpuMsOf(pid)
  const from = wallMs()
  await passed(ms)
  const cpuMs = (await cpuMsOf(pid)) - cpuBefore
  const tookMs = wallMs() - from
  const stall = watch.end()
  const bytes = (await crowd.bytes()) - bytesBefore
  return { cpu: (100 * cpuMs) / tookMs, stall, bytes: (bytes * 1_000) / tookMs }
}

/** Resolves with when every witness knew the last state of everyone, wall ms. */
async function settle(seeing: readonly Witness[], turns: number): Promise<number> {
  const from = wallMs()
  for (;;) {
    for (const witness of seeing) witness.read()
    const knew = seeing.map((witness) => witness.knewAllAt(turns))
    if (!knew.includes(undefined)) return Math.max(...knew.map((at) => at ?? 0))
    if (wallMs() - from > patienceMs) throw new NotWhatWasSent('not all know what was said last')
    await passed(lookMs)
  }
}
