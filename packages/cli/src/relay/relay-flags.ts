// The flags of `weft relay`, read from the command line and checked, with nothing opened yet.

import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '@weft/base'

export const relayUsage = `weft relay       run a relay
  --port N              port, 0 for any free one (7420)
  --host H              address to listen on (127.0.0.1); any other than this machine's own needs a secret
  --data DIR            folder of the log (.weft)
  --secret S            what devices must know; better kept in a file:
  --secret-file F       file that holds the secret
  --read-secret S       opens /yjs and /hocuspocus for reading alone
  --read-secret-file F  file that holds it
  --app DIR             folder of an app to serve
  --origin O            a further origin whose pages may connect; may be repeated
  --retain-days N       let go of history older than this once a snapshot covers it (kept for ever)
  --fold-min-entries N  new entries of a document that make a new snapshot worth it (200)`

export interface RelayFlags {
  readonly port: number
  readonly host: string
  readonly data: string
  readonly secret: string | null
  readonly secretFile: string | null
  readonly readSecret: string | null
  readonly readSecretFile: string | null
  readonly app: string | null
  readonly origins: readonly string[]
  readonly retainDays: number | null
  readonly foldMinEntries: number | null
}

/** Fails with what to say to the person who typed them. */
export function parseRelayFlags(args: readonly string[]): Result<RelayFlags | 'help', string> {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        port: { ...text, default: '7420' },
        host: { ...text, default: '127.0.0.1' },
        data: { ...text, default: '.weft' },
        secret: text,
        'secret-file': text,
        'read-secret': text,
        'read-secret-file': text,
        app: text,
        origin: { ...text, multiple: true, default: [] },
        'retain-days': text,
        'fold-min-entries': text
      }
    })
    if (values.help) return ok('help')
    const port = wholeNumber(values.port)
    if (port === undefined || port > 65_535) return fail(`--port ${values.port} is no port`)
    const retainDays = wholeNumber(values['retain-days'])
    const foldMinEntries = wholeNumber(values['fold-min-entries'])
    if (values['retain-days'] !== undefined && !retainDays)
      return fail('--retain-days takes a number of days')
    if (values['fold-min-entries'] !== undefined && !foldMinEntries)
      return fail('--fold-min-entries takes a number')
    for (const name of ['secret', 'read-secret'] as const) {
      if (values[name] !== undefined && values[`${name}-file`] !== undefined)
        return fail(`--${name} and --${name}-file exclude each other`)
    }
    const { host, data, secret = null, app = null, origin: origins } = values
    const secretFile = values['secret-file'] ?? null
    return ok({
      ...{ port, host, data, secret, secretFile, app, origins },
      readSecret: values['read-secret'] ?? null,
      readSecretFile: values['read-secret-file'] ?? null,
      retainDays: retainDays ?? null,
      foldMinEntries: foldMinEntries ?? null
    })
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
