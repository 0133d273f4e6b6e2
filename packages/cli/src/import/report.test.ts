import { describe, expect, it } from 'vitest'
import { type ImportReport, isComplete, reportJson, reportLines } from './report.js'

const whole: ImportReport = {
  ...{ from: 'there', format: 'y-leveldb', space: 's', into: 'here', mode: 'import' },
  documents: [
    { name: 'a', document: 'a', result: 'taken-in', bytes: 1_500 },
    { name: 'b c', document: 'b..20.c', result: 'already-there', bytes: 0 },
    { name: 'd', document: 'd', result: 'empty', bytes: 0 }
  ],
  ...{ total: 3, losses: [], stopped: null, tookMs: 1_234 }
}

const notIn = { name: 'bad\n', document: 'bad..a.', result: 'not-taken-in', bytes: 0 } as const

describe('the report of an import', () => {
  it('F11 counts what became of the documents, and names each that has another name now', () => {
    expect(reportLines(whole)).toEqual([
      '3 documents of there (y-leveldb) into space s of here',
      'taken in        1',
      'partly new      0',
      'already there   1',
      'empty           1',
      'not taken in    0',
      '1.5 KiB added in 1.2 s',
      '',
      'Under another name:',
      '  "b c" is b..20.c'
    ])
    expect(isComplete(whole)).toBe(true)
  })

  it('F11 names each document that was not taken in, with its reason', () => {
    const report = {
      ...whole,
      documents: [{ ...notIn, code: 'update-clock-gap', message: 'why' }],
      total: 1
    }
    expect(reportLines(report)).toContain('  "bad\\n": update-clock-gap (why)')
    expect(isComplete(report)).toBe(false)
  })

  it('F11 is not complete when something was not come to or could not be read', () => {
    const stopped = { ...whole, total: 10, stopped: { code: 'log-full', message: 'no room' } }
    expect(reportLines(stopped)).toEqual(
      expect.arrayContaining(['not come to     7', 'stopped: log-full: no room'])
    )
    expect(isComplete(stopped)).toBe(false)
    const lossy = { ...whole, losses: ['dropping 7 bytes'] }
    expect(reportLines(lossy)).toContain('  dropping 7 bytes')
    expect(isComplete(lossy)).toBe(false)
  })

  it('F11 can be read by a program', () => {
    expect(JSON.parse(reportJson(whole))).toEqual({
      ...whole,
      version: 1,
      complete: true,
      counts: { 'taken-in': 1, 'partly-new': 0, 'already-there': 1, empty: 1, 'not-taken-in': 0 }
    })
  })
})
