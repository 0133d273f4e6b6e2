// Runs seeds in worker processes, a few at a time, and gathers their reports.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const atOnce = 8
/** A seed takes a fraction of a second; one that takes this long hangs in a loop that lets no event through. */
const hangsAfterMs = 180_000
const plantLoader = fileURLToPath(new URL('./plant-loader.mjs', import.meta.url))

/**
 * `plant` is `{ name, patches }` or undefined. `onReport` gets each seed's report, in the order in which they are done,
 * and ends the run by returning false. Rejects when a worker cannot start.
 */
export async function runSeeds({
  folder,
  from,
  count,
  workers,
  plant,
  tell = false,
  typed = false,
  onReport
}) {
  let next = from
  let isOver = false
  const end = from + count
  const take = () => {
    const seeds = []
    while (seeds.length < atOnce && next < end && !isOver) seeds.push(next++)
    return seeds
  }
  const work = async () => {
    while (!isOver) {
      const seeds = take()
      if (seeds.length === 0) return
      // A seed that ended its worker is reported; the seeds behind it go to a new one.
      await runWorker({ folder, plant, tell, typed }, seeds, take, (report) => {
        if (!isOver && onReport(report) === false) isOver = true
        return !isOver
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, count) }, work))
}

function runWorker({ folder, plant, tell, typed }, first, take, onReport) {
  return new Promise((resolve, reject) => {
    const execArgv = [
      '--max-semi-space-size=64',
      '--enable-source-maps',
      ...(plant ? ['--import', plantLoader] : [])
    ]
    const env = {
      ...process.env,
      WEFT_SIM_PLANT: plant ? JSON.stringify(plant) : '',
      WEFT_SIM_TELL: tell ? '1' : '',
      WEFT_SIM_TYPED: typed ? '1' : ''
    }
    const child = fork(join(folder, 'worker.js'), [], {
      execArgv,
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc']
    })
    let waiting = first
    let said = ''
    let isReady = false
    let watchdog
    const watch = () => {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => {
        said += 'it hangs'
        child.kill('SIGKILL')
      }, hangsAfterMs)
    }
    child.stderr.on('data', (chunk) => {
      if (tell) process.stderr.write(chunk)
      else said = `${said}${chunk}`.slice(-10_000)
    })
    child.on('message', (message) => {
      watch()
      if (message === 'ready') {
        isReady = true
        child.send(waiting)
        return
      }
      waiting = waiting.filter((seed) => seed !== message.seed)
      if (!onReport(message)) waiting = []
      else if (waiting.length === 0) {
        waiting = take()
        if (waiting.length > 0) child.send(waiting)
      }
      if (waiting.length === 0 && child.connected) child.disconnect()
    })
    child.on('exit', () => {
      clearTimeout(watchdog)
      const [seed, ...rest] = waiting
      if (!isReady) reject(new Error(`a worker could not start:\n${said}`))
      else if (seed === undefined) resolve()
      else {
        const failure = { oracle: null, message: `the worker ended: ${said.slice(-4_000)}` }
        const goesOn = onReport({ seed, faults: {}, checks: {}, done: {}, digest: '', failure })
        if (goesOn && rest.length > 0)
          runWorker({ folder, plant, tell }, rest, take, onReport).then(resolve, reject)
        else resolve()
      }
    })
    child.on('error', reject)
    watch()
  })
}
