// What a rig did to its worlds, counted as it goes and told in one line that `npm run crash` adds up.

export interface Tally {
  /** Processes that were killed in the middle of work. */
  kills: number
  /** Power cuts, and flipped bits. */
  cuts: number
  flips: number
  /** Receipts that were looked for afterwards. */
  receipts: number
}

/** Tells the line also when the work fails: what was done until then, and one violation. */
export async function tallied(
  rig: string,
  seed: number,
  work: (tally: Tally) => Promise<void>
): Promise<void> {
  const tally: Tally = { kills: 0, cuts: 0, flips: 0, receipts: 0 }
  let violations = 1
  try {
    await work(tally)
    violations = 0
  } finally {
    console.log(`figures ${JSON.stringify({ rig, seed, ...tally, violations })}`)
  }
}
