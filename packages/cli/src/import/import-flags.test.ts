import { describe, expect, it } from 'vitest'
import { parseImportFlags } from './import-flags.js'

describe('the flags of weft import', () => {
  it('F11 need a source, a space and a log', () => {
    expect(parseImportFlags(['from', '--space', 's', '--data', 'd'])).toEqual({
      ok: true,
      value: {
        from: 'from',
        space: 's',
        into: { kind: 'data', folder: 'd' },
        documents: [],
        mode: 'import',
        report: null,
        format: null,
        v2: 'refused',
        numbered: 'gathered'
      }
    })
  })

  it('F11 are taken as they are given', () => {
    const args =
      'from --space s --to http://127.0.0.1:1 --token t --document a --document b --dry-run --report r --format bin --v2 --each-file'
    expect(parseImportFlags(args.split(' '))).toMatchObject({
      value: {
        into: { kind: 'relay', url: 'http://127.0.0.1:1', token: 't', tokenFile: null },
        ...{ documents: ['a', 'b'], mode: 'dry-run', report: 'r', format: 'bin' },
        ...{ v2: 'converted', numbered: 'single' }
      }
    })
    expect(parseImportFlags(['--help'])).toEqual({ ok: true, value: 'help' })
  })

  it.each([
    ['--space s --data d'],
    ['a b --space s --data d'],
    ['a --data d'],
    ['a --space s'],
    ['a --space s/t --data d'],
    ['a --space s --data d --to http://127.0.0.1:1'],
    ['a --space s --data d --token t'],
    ['a --space s --to nowhere'],
    ['a --space s --to ftp://127.0.0.1'],
    ['a --space s --to http://127.0.0.1:1 --token t --token-file f'],
    ['a --space s --data d --format leveldb'],
    ['a --space s --data d --nothing']
  ])('F11 %s are refused with what is wrong', (args) => {
    const flags = parseImportFlags(args.split(' '))
    expect(flags.ok).toBe(false)
    expect(flags).toMatchObject({ error: expect.stringMatching(/\S/) })
  })
})
