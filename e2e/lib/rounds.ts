// How often a rig does its worst: a few times in the tests, and as often as `npm run crash` asks.

/** WEFT_CRASH_SEED: that of the first world; the next ones count on from it. */
const firstSeed = Number(process.env.WEFT_CRASH_SEED ?? Date.now() % 100_000)

export interface RigWorld {
  readonly seed: number
  readonly kills: number
  /** What a test of it may take, ms. */
  readonly timeoutMs: number
}

/** WEFT_KILLS kills in worlds of at most `mostKills`; without it one world with `usual` kills. */
export function rigWorlds(usual: number, mostKills = 25): RigWorld[] {
  const asked = process.env.WEFT_KILLS
  const kills = asked === undefined ? usual : Number(asked)
  const worlds = Math.ceil(kills / mostKills)
  return Array.from({ length: worlds }, (_, index) => {
    const ofWorld = Math.min(mostKills, kills - index * mostKills)
    return { seed: firstSeed + index, kills: ofWorld, timeoutMs: 120_000 + 15_000 * ofWorld }
  })
}
