// An hour of mixed load: memory that grows and files that stay open show only with time.

import { readdir } from 'node:fs/promises'
import { createSeededRandom } from '@weft/base/testing'
import { liveMemoryOf } from '../run/live-memory.js'
import { cpuMsOf, memoryOf } from '../run/process-cost.js'
import { slope } from '../run/slope.js'
import { openMixedLoad } from './mixed-load.js'
import { passed, type Scenario, type World } from './scenario.js'

const totalMs = 3_600_000
const sampleEveryMs = 10_000
/** Until then caches fill and the heap finds its size. */
const settledShare = 0.25

interface Sample {
  readonly atMs: number
  readonly rssBytes: number
  readonly files: number
  readonly cpuMs: number
}

export const hour: Scenario = {
  name: 'hour',
  title: 'an hour of devices and guests that write, leave and come back: 64 clients of 4 spaces',
  isLong: true,
  figures: {
    growth: { unit: 'MB an hour that memory in use grew by', better: 'less', digits: 2 },
    live: { unit: 'MB in use at the end, without garbage', better: 'less', digits: 1 },
    residentGrowth: {
      unit: 'MB an hour that resident memory grew by, garbage included',
      better: 'less',
      digits: 1
    },
    memory: { unit: 'MB resident at the end', better: 'less', digits: 0 },
    fewestFiles: { unit: 'open files, fewest', better: 'less', digits: 0 },
    mostFiles: { unit: 'open files, most', better: 'less', digits: 0 },
    cpu: { unit: 'server CPU, % of a core', better: 'less', digits: 1 },
    edits: { unit: 'edits', better: 'more', digits: 0 },
    returns: { unit: 'clients that came back', better: 'more', digits: 0 }
  },
  suits: ({ name }) => name === 'weft',
  run: async (world) => {
    const { url, pid, inspect } = await world.server.start(world.scope, world.folder)
    const address = await inspect()
    const load = await openMixedLoad(world.scope, url, createSeededRandom(20_261_129))
    const duration = Math.max(5_000, totalMs * world.scale)
    const every = Math.min(sampleEveryMs, duration / 20)
    const from = performance.now()
    const samples: Sample[] = []
    const working = load.work(duration)
    let settledAt: { readonly atMs: number; readonly bytes: number } | undefined
    for (let atMs = 0; atMs < duration; atMs = performance.now() - from) {
      if (!settledAt && atMs >= duration * settledShare)
        settledAt = { atMs, bytes: await liveMemoryOf(address) }
      const sample = await take(pid, atMs)
      samples.push(sample)
      say(world, sample)
      await passed(every)
    }
    await working
    const live = await liveMemoryOf(address)
    const livedMs = performance.now() - from - (settledAt?.atMs ?? 0)
    await load.expectAll(world.scope)
    const settled = samples.filter(({ atMs }) => atMs >= duration * settledShare)
    const files = settled.map((sample) => sample.files)
    const [first, last] = [samples[0], samples.at(-1)] as [Sample, Sample]
    return {
      growth: (((live - (settledAt?.bytes ?? 0)) / 2 ** 20) * 3_600_000) / livedMs,
      live: live / 2 ** 20,
      residentGrowth: slope(settled.map(({ atMs, rssBytes }) => [atMs / 3_600_000, rssBytes / 2 ** 20])),
      memory: last.rssBytes / 2 ** 20,
      fewestFiles: Math.min(...files),
      mostFiles: Math.max(...files),
      cpu: (100 * (last.cpuMs - first.cpuMs)) / (last.atMs - first.atMs),
      ...load.done()
    }
  }
}

async function take(pid: number, atMs: number): Promise<Sample> {
  const { rssBytes } = await memoryOf(pid)
  const files = (await readdir(`/proc/${pid}/fd`)).length
  return { atMs, rssBytes, files, cpuMs: await cpuMsOf(pid) }
}

function say({ say: tell }: World, { atMs, rssBytes, files }: Sample): void {
  tell(`${(atMs / 1_000).toFixed(0)} s: ${(rssBytes / 2 ** 20).toFixed(1)} MB, ${files} files`)
}
