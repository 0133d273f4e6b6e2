import { describe, expect, it } from 'vitest'
import { parseRelayFlags } from './relay-flags.js'

describe('the flags of weft relay', () => {
  it('A1 by default listen on this machine alone, without a secret', () => {
    expect(parseRelayFlags([])).toEqual({
      ok: true,
      value: {
        port: 7420,
        host: '127.0.0.1',
        data: '.weft',
        secret: null,
        secretFile: null,
        readSecret: null,
        readSecretFile: null,
        app: null,
        origins: [],
        retainDays: null,
        foldMinEntries: null
      }
    })
  })

  it('A1 are taken as they are given', () => {
    const args = '--port 0 --host ::1 --data d --secret-file f --app a --origin o --origin p --retain-days 30'
    expect(parseRelayFlags([...args.split(' '), '--fold-min-entries=5'])).toMatchObject({
      value: { port: 0, host: '::1', secretFile: 'f', origins: ['o', 'p'], retainDays: 30, foldMinEntries: 5 }
    })
  })

  it.each([
    ['--nothing'],
    ['extra'],
    ['--port'],
    ['--port', 'abc'],
    ['--port', '65536'],
    ['--retain-days', '0'],
    ['--fold-min-entries', '-1'],
    ['--secret', 'a', '--secret-file', 'b'],
    ['--read-secret', 'a', '--read-secret-file', 'b']
  ])('A4 %s %s are refused with what is wrong', (...args) => {
    const flags = parseRelayFlags(args)
    expect(flags.ok).toBe(false)
    expect(flags).toMatchObject({ error: expect.stringMatching(/\S/) })
  })
})
