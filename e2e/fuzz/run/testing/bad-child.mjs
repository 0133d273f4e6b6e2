// A child that goes wrong in the way that its order names, to try the one that watches it.
import { appendFileSync, writeFileSync } from 'node:fs'

const { trace, replay: way } = JSON.parse(process.argv[2])
const acting = 2

writeFileSync(trace, Uint8Array.of(acting, 0))
const tell = (word) => new Promise((resolve) => process.send(word, resolve))

switch (way) {
  case 'hang':
    for (;;) Math.random()
  case 'devour': {
    const all = []
    for (;;) {
      all.push(Array.from({ length: 100_000 }, (_, at) => ({ at })))
      appendFileSync(trace, 'x')
    }
  }
  case 'exit':
    process.exit(3)
    break
  case 'work':
    // Longer than a message may take, but it comes further all the time.
    for (let step = 0; step < 30; step++) {
      const end = performance.now() + 50
      while (performance.now() < end) Math.random()
      appendFileSync(trace, 'x')
    }
    await tell({ kind: 'round', round: 0, figures: {}, violations: [] })
    await tell({ kind: 'done' })
    process.disconnect()
}
