import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sqliteStores } from './sqlite-stores.js'

let folder = ''
let children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-store-'))
})

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  rmSync(folder, { recursive: true, force: true })
})

/** A process that runs `body` with an open `store` and a `say` that writes a line at once. It uses the built package. */
function start(body: string): ChildProcess {
  const script = `
    import { writeSync } from 'node:fs'
    import { sqliteStores } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
    const store = await sqliteStores({ folder: ${JSON.stringify(folder)} }).open('space')
    const say = (line) => writeSync(1, line + '\\n')
    ${body}
    await store.close()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  children.push(child)
  return child
}

it('D1 what a write resolved for survives SIGKILL right after', async () => {
  for (let round = 0; round < 5; round++) {
    const child = start(`
      for (;;) {
        const saved = await store.write(['outbox'], async (tx) => {
          const next = Number(await tx.lastKey('outbox') ?? -1) + 1
          tx.put('outbox', next, Uint8Array.of(next & 255))
          return next
        })
        say(String(saved))
      }`)
    let last = -1
    let lines = 0
    for await (const line of createInterface({ input: child.stdout! })) {
      last = Number(line)
      // What was said before the signal arrives is still read, and counts.
      if (++lines === 25) child.kill('SIGKILL')
    }
    expect(lines).toBeGreaterThanOrEqual(25)
    const store = await sqliteStores({ folder }).open('space')
    const records = await store.read(['outbox'], (tx) => tx.list('outbox'))
    expect(records.length).toBeGreaterThan(last)
    for (const [index, { key, value }] of records.entries()) {
      expect(key).toBe(index)
      expect(value).toEqual(Uint8Array.of(index & 255))
    }
    await store.close()
  }
})

it('T5 processes that write to one store never lose one another', async () => {
  const counting = `
    for (let round = 0; round < 100; round++) {
      await store.write(['meta'], async (tx) => {
        const [high = 0, low = 0] = await tx.get('meta', 'count') ?? []
        const next = high * 256 + low + 1
        tx.put('meta', 'count', Uint8Array.of(next >> 8, next & 255))
      })
    }`
  const codes = await Promise.all([1, 2, 3].map(() => once(start(counting), 'exit')))
  expect(codes.map(([code]) => code)).toEqual([0, 0, 0])
  const store = await sqliteStores({ folder }).open('space')
  expect(await store.read(['meta'], (tx) => tx.get('meta', 'count'))).toEqual(Uint8Array.of(1, 44))
  await store.close()
})
