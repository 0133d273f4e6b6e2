// Draws a seed's configuration: how large its world is, which faults are on in it, and how strong they are.

import type { SeededRandom } from '@weft/base/testing'

export interface Swarm {
  readonly devices: number
  readonly mostTabs: number
  readonly documents: readonly string[]
  readonly spaces: readonly string[]
  readonly steps: number
  /** Clients of y-websocket's protocol. */
  readonly guests: number
  /** A device that speaks a made-up next version of the protocol. */
  readonly nextVersion: boolean
  readonly fold: {
    readonly minEntries: number
    readonly afterEntries: number
    readonly retentionMs: number | null
  }
  readonly network: NetworkFaults
  readonly disk: DiskFaults
  readonly store: StoreFaults
  /** Chances of the kinds of step that are faults, beside those that are always there. */
  readonly acts: Readonly<Record<Act, number>>
}

/** What a step may do to a world; a weight of 0 is a fault that is off. */
export const acts = [
  'network-down',
  'one-way',
  'portal',
  'relay-stops',
  'relay-dies',
  'disk-full',
  'disk-eio',
  'disk-flip',
  'disk-restored',
  'new-epoch',
  'machine-dies',
  'machine-sleeps',
  'tab-dies',
  'tab-freezes',
  'clock-jumps',
  'store-fails',
  'store-closes',
  'store-evicted',
  'store-copied',
  'store-rewound'
] as const
export type Act = (typeof acts)[number]

/** Chances for each frame, but for the latency. */
export interface NetworkFaults {
  /** Longest way of a frame, ms; each direction has its own. */
  readonly latencyMs: readonly [up: number, down: number]
  readonly cut: number
  /** The connection goes silent in both directions without a close. */
  readonly silence: number
  /** One direction goes silent. */
  readonly oneWay: number
  /** The frame arrives cut inside, and then the connection ends. */
  readonly truncate: number
  readonly replay: number
  /** The frame is overtaken by the one behind it. */
  readonly reorder: number
  readonly refuse: number
}

export interface DiskFaults {
  /** Longest time of an fsync, ms. */
  readonly syncMs: number
}

export interface StoreFaults {
  /** Longest time of a transaction beyond its own work, ms. */
  readonly latencyMs: number
  /** Chance that a write fails, while the act `store-fails` lasts. */
  readonly fail: number
}

export const calmNetwork: NetworkFaults = {
  latencyMs: [20, 20],
  cut: 0,
  silence: 0,
  oneWay: 0,
  truncate: 0,
  replay: 0,
  reorder: 0,
  refuse: 0
}

export function drawSwarm(random: SeededRandom): Swarm {
  // Most worlds are small, so that there are many; the large ones find what needs a crowd.
  const isLarge = random.chance(0.03)
  const some = (chance: number, most: number): number => (random.chance(chance) ? random.float() * most : 0)
  const weights = Object.fromEntries(acts.map((act) => [act, random.chance(0.4) ? 0.2 + random.float() : 0]))
  const spaces = random.chance(0.25) ? ['notes', 'plans'] : ['notes']
  // Known and open: a copy that becomes another device for one space leaves its row in the other to nobody (S1, E5).
  if (spaces.length > 1) weights['store-copied'] = 0
  return {
    devices: isLarge ? 5 + random.below(8) : 2 + random.below(3),
    mostTabs: 1 + random.below(random.chance(0.5) ? 1 : 4),
    documents: Array.from({ length: 1 + random.below(isLarge ? 6 : 4) }, (_, index) => `n/${index}`),
    spaces,
    steps: isLarge ? 30 + random.below(50) : 15 + random.below(30),
    guests: random.chance(0.25) ? 1 + random.below(2) : 0,
    nextVersion: random.chance(0.08),
    fold: {
      minEntries: 3 + random.below(20),
      afterEntries: 10 + random.below(60),
      retentionMs: random.chance(0.3) ? random.below(20_000) : null
    },
    network: {
      latencyMs: [
        1 + random.below(random.chance(0.3) ? 600 : 60),
        1 + random.below(random.chance(0.3) ? 600 : 60)
      ],
      cut: some(0.5, 0.05),
      silence: some(0.3, 0.02),
      oneWay: some(0.2, 0.02),
      truncate: some(0.2, 0.02),
      replay: some(0.15, 0.05),
      reorder: some(0.1, 0.03),
      refuse: some(0.2, 0.5)
    },
    disk: { syncMs: random.pick([0, 2, 5, 20, 200]) },
    store: { latencyMs: random.chance(0.3) ? 1 + random.below(40) : 0, fail: random.float() * 0.3 },
    acts: weights as Record<Act, number>
  }
}
