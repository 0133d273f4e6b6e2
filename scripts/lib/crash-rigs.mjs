// The crash rigs, what each is given of all that is asked for, and the figures that they tell.

/** Of all kills, the part of each rig; they add up to 1, with guests beside them. */
const killRigs = [
  { name: 'log-kill', share: 0.22 },
  { name: 'wiped-kill', share: 0.3 },
  { name: 'relay-kill', share: 0.2 },
  { name: 'rolling-restart', share: 0.08 },
  { name: 'paused', share: 0.06 },
  { name: 'bad-lines', share: 0.04 },
  { name: 'disk-full', share: 0.02 },
  { name: 'device-kill', share: 0.04 },
  { name: 'backup', share: 0.04 }
]
/** Kills of relays in one world with guests. */
const guestKills = 5

const fileOf = (name) => `e2e/crash/${name}.test.ts`

/** The rigs to run, each with its environment and what it is asked for in words. */
export function shareOut({ kills, cuts, flips, seed, load, long }) {
  const rigs = []
  const ask = (name, env, asks) => {
    rigs.push({ name, file: fileOf(name), env: { WEFT_CRASH_SEED: String(seed), ...env }, asks })
  }
  if (kills > 0) {
    for (const { name, share } of killRigs) {
      const own = Math.max(1, Math.round(kills * share))
      ask(name, { WEFT_KILLS: String(own) }, `${own} kills`)
    }
    const worlds = Math.max(1, Math.round(kills / 100))
    ask('guests-kill', { WEFT_CRASH_ROUNDS: String(worlds) }, `${worlds * guestKills} kills of the relay`)
  }
  if (cuts > 0) {
    ask('power-cut', { WEFT_CUTS: String(cuts), WEFT_CUTS_SEED: String(seed) }, `${cuts} power cuts`)
  }
  if (flips > 0) ask('bit-flips', { WEFT_FLIPS: String(flips) }, `${flips} flips`)
  if (long) ask('paused', { WEFT_LONG: '1', WEFT_KILLS: '1' }, 'pauses longer than any heartbeat')
  if (load) {
    ask('slow-readers', { WEFT_LOAD: 'full' }, '1,000 readers that read nothing')
    ask('slow-line', { WEFT_LOAD: 'full' }, 'a large document over 8 KiB/s')
    ask('storms', { WEFT_LOAD: 'full' }, '5,000 devices that come back, 10,000 sockets that say nothing')
  }
  return rigs
}

export const none = { kills: 0, cuts: 0, flips: 0, receipts: 0, violations: 0 }

export const add = (a, b) =>
  Object.fromEntries(Object.keys(none).map((what) => [what, a[what] + (b[what] ?? 0)]))

/** Of a line `figures {…}`; undefined for any other. */
export function readFigures(line) {
  const [, json] = /^figures (\{.*\})$/.exec(line.trim()) ?? []
  if (json === undefined) return undefined
  try {
    return { ...none, ...JSON.parse(json) }
  } catch {
    return undefined
  }
}

export function toText({ kills, cuts, flips, receipts, violations }) {
  const count = (number, what) => `${number.toLocaleString('en')} ${what}`
  return [
    count(kills, 'kills'),
    count(cuts, 'cuts'),
    count(flips, 'flips'),
    count(receipts, 'receipts looked for'),
    count(violations, 'violations')
  ].join(', ')
}

/** Takes output in pieces and gives whole lines. */
export function linesOf(take) {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(take)
  }
}
