// The flags of `weft import`, read from the command line and checked, with nothing opened yet.

import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '@weft/base'
import { isSpaceId } from '@weft/protocol'
import { type SourceFormat, sourceFormats } from './source/port.js'

export const importUsage = `weft import FROM  take documents of another server into a space; again, it changes nothing
  FROM                  folder of y-leveldb, SQLite database of Hocuspocus, or folder of .bin updates
  --space S             the space that they become documents of
  --data DIR            folder of a relay's log, while no relay runs on it; or:
  --to URL              address of a relay that runs
  --token T             what that relay asks for, its secret as a rule; better kept in a file:
  --token-file F        file that holds the token
  --document NAME       take in this document alone; may be repeated
  --dry-run             say what would be taken in, and write nothing
  --report F            write what became of each document to a file, as JSON
  --format F            ${sourceFormats.join(', ')} (found out)
  --v2                  convert updates that are in Yjs's second encoding
  --each-file           of .bin files: each is a document, also where they are numbered`

export interface ImportFlags {
  readonly from: string
  readonly space: string
  readonly into: DataFolder | RelayAt
  /** Empty: all. */
  readonly documents: readonly string[]
  readonly mode: 'import' | 'dry-run'
  readonly report: string | null
  readonly format: SourceFormat | null
  readonly v2: 'refused' | 'converted'
  readonly numbered: 'gathered' | 'single'
}

export interface DataFolder {
  readonly kind: 'data'
  readonly folder: string
}

export interface RelayAt {
  readonly kind: 'relay'
  readonly url: string
  readonly token: string | null
  readonly tokenFile: string | null
}

/** Fails with what to say to the person who typed them. */
export function parseImportFlags(args: readonly string[]): Result<ImportFlags | 'help', string> {
  try {
    const { values, positionals } = readArguments(args)
    if (values.help) return ok('help')
    const [from, ...more] = positionals
    if (from === undefined) return fail('import FROM where?')
    if (more.length > 0) return fail(`one FROM at a time; ${JSON.stringify(more[0])} is too much`)
    if (values.space === undefined) return fail('--space is needed')
    if (!isSpaceId(values.space)) return fail(`--space ${values.space} is no id of a space`)
    const into = intoOf(values)
    if (!into.ok) return into
    const format = sourceFormats.find((known) => known === values.format) ?? null
    if (values.format !== undefined && format === null) {
      return fail(`--format ${values.format} is none of ${sourceFormats.join(', ')}`)
    }
    return ok({
      ...{ from, space: values.space, into: into.value, documents: values.document, format },
      mode: values['dry-run'] ? 'dry-run' : 'import',
      report: values.report ?? null,
      v2: values.v2 ? 'converted' : 'refused',
      numbered: values['each-file'] ? 'single' : 'gathered'
    })
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

type Values = ReturnType<typeof readArguments>['values']

function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { ...flag, short: 'h' },
      space: text,
      data: text,
      to: text,
      token: text,
      'token-file': text,
      document: { ...text, multiple: true, default: [] },
      'dry-run': flag,
      report: text,
      format: text,
      v2: flag,
      'each-file': flag
    }
  })
}

function intoOf({ data, to, token, 'token-file': tokenFile }: Values): Result<ImportFlags['into'], string> {
  if ((data === undefined) === (to === undefined)) return fail('one of --data and --to is needed')
  if (token !== undefined && tokenFile !== undefined) {
    return fail('--token and --token-file exclude each other')
  }
  if (data !== undefined) {
    if (token !== undefined || tokenFile !== undefined) return fail('a token goes with --to alone')
    return ok({ kind: 'data', folder: data })
  }
  if (to === undefined || !isRelayAddress(to)) return fail(`--to ${to} is no address of a relay`)
  return ok({ kind: 'relay', url: to, token: token ?? null, tokenFile: tokenFile ?? null })
}

function isRelayAddress(text: string): boolean {
  try {
    return ['http:', 'https:', 'ws:', 'wss:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}
