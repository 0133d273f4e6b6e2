// The fuzzer's own claim: what hangs, dies or devours memory is found, and what only works is not.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { watchChild } from './watch-child.js'

const child = fileURLToPath(new URL('testing/bad-child.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'weft-fuzz-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const watch = (way: string) =>
  watchChild(
    {
      ...{ target: 'frames', seed: 1, from: 0, to: 1, framesARound: 1 },
      ...{ trace: join(folder, way), replay: way }
    },
    () => undefined,
    new AbortController().signal,
    child
  )

describe('a child that', () => {
  it('P5 hangs is killed, and that is a violation', async () => {
    const { broken, next } = await watch('hang')
    expect(broken?.violations.join()).toContain('hangs while it is acting')
    expect([broken?.round, next]).toEqual([0, 1])
  })

  it('P5 devours its heap is a violation, with what V8 said', async () => {
    const { broken } = await watch('devour')
    expect(broken?.violations.join()).toContain('heap out of memory')
  })

  it('P5 ends before it is done is a violation', async () => {
    expect((await watch('exit')).broken?.violations.join()).toContain('code 3')
  })

  it('P5 takes long but comes further is none', async () => {
    expect(await watch('work')).toEqual({ next: 1, broken: undefined, slow: undefined })
  })
})
