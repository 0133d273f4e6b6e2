import { createFakeClock } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import { createProgress, type ProgressScreen } from './progress.js'

function screenOf(around: Omit<ProgressScreen, 'write'>): ProgressScreen & { readonly written: string[] } {
  const written: string[] = []
  return { ...around, written, write: (text) => written.push(text) }
}

const standing = { done: 5, total: 10, bytes: 2048, name: 'a note' }

describe('the progress of an import', () => {
  it('F11 is one line on a terminal, written over, and gone at the end', () => {
    const clock = createFakeClock()
    const screen = screenOf({ isTTY: true, columns: 200 })
    const progress = createProgress(screen, clock)
    progress.show(standing)
    expect(screen.written).toEqual(['\r\u001b[K[##########..........] 5 of 10 documents, 2.0 KiB, "a note"'])
    progress.show({ ...standing, done: 6 })
    expect(screen.written).toHaveLength(1)
    clock.advance(100)
    progress.show({ ...standing, done: 10 })
    expect(screen.written[1]).toContain(`[${'#'.repeat(20)}] 10 of 10 `)
    progress.end()
    progress.end()
    expect(screen.written.slice(2)).toEqual(['\r\u001b[K'])
  })

  it('F11 never wraps, and lets no name act on the terminal', () => {
    const screen = screenOf({ isTTY: true, columns: 40 })
    createProgress(screen, createFakeClock()).show({ ...standing, name: 'x'.repeat(100) })
    expect(screen.written[0]?.slice('\r\u001b[K'.length)).toHaveLength(39)
    const wide = screenOf({ isTTY: true, columns: 200 })
    createProgress(wide, createFakeClock()).show({ ...standing, name: '\u001b[2J\n\u202e\u009b' })
    expect(wide.written[0]).toMatch(/"\\u001b\[2J\\n\\u202e\\u009b"$/)
  })

  it('F11 is a plain line every few seconds elsewhere', () => {
    const clock = createFakeClock()
    const screen = screenOf({})
    const progress = createProgress(screen, clock)
    progress.show(standing)
    expect(screen.written).toEqual([])
    clock.advance(5_000)
    progress.show(standing)
    progress.show(standing)
    progress.end()
    expect(screen.written).toEqual(['5 of 10 documents, 2.0 KiB\n'])
  })
})
