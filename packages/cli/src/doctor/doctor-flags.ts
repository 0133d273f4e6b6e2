// The flags of `weft doctor`, read from the command line and checked, with nothing opened yet.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '@weft/base'

export const doctorUsage = `weft doctor       look for damage in the log of a relay that does not run, and change nothing
  --data DIR            folder of the log (.weft)
  --repair              make anew, in place, what follows from what is sound
  --salvage NEWDIR      take all that is sound into a new log in another folder; DIR is only read
  --json                the report as JSON`

export interface DoctorFlags {
  readonly data: string
  readonly act:
    | { readonly kind: 'look' }
    | { readonly kind: 'repair' }
    | { readonly kind: 'salvage'; readonly into: string }
  readonly format: 'text' | 'json'
}

/** Fails with what to say to the person who typed them. */
export function parseDoctorFlags(args: readonly string[]): Result<DoctorFlags | 'help', string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        data: { type: 'string', default: '.weft' },
        repair: { type: 'boolean', default: false },
        salvage: { type: 'string' },
        json: { type: 'boolean', default: false }
      }
    })
    const { help, data, repair, salvage, json } = values
    if (help) return ok('help')
    if (repair && salvage !== undefined) return fail('--repair and --salvage exclude each other')
    if (salvage === '') return fail('--salvage takes a folder')
    if (salvage !== undefined && resolve(salvage) === resolve(data))
      return fail('--salvage takes another folder than --data')
    return ok({ data, act: actOf(repair, salvage), format: json ? 'json' : 'text' })
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function actOf(repair: unknown, salvage: string | undefined): DoctorFlags['act'] {
  if (salvage !== undefined) return { kind: 'salvage', into: salvage }
  return { kind: repair === true ? 'repair' : 'look' }
}
