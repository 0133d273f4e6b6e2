// What must not outlive the benchmark, however it is ended: the processes it started, the folders it made.

const actions = new Set<() => void>()

process.on('exit', () => {
  for (const act of actions) act()
})
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143]
] as const) {
  process.on(signal, () => process.exit(code))
}

/** Done when the process ends, and before it is gone, so nothing in it may wait. Returns how to take it back. */
export function atTheEnd(act: () => void): () => void {
  actions.add(act)
  return () => actions.delete(act)
}
