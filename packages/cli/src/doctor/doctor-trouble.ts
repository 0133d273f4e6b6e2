// Why a doctor could not do its work, each by name, with what to do about it.

import { LogError } from '@weft/relay/log'
import type { DoctorFlags } from './doctor-flags.js'

export interface DoctorTrouble {
  readonly name:
    | 'log-not-found'
    | 'log-in-use'
    | 'log-newer'
    | 'log-full'
    | 'log-damaged'
    | 'log-unavailable'
    | 'salvage-not-empty'
  readonly message: string
}

/** undefined for what is no expected trouble: a fault of the program, to be shown with its stack. */
export function doctorTroubleOf(error: unknown, { data, act }: DoctorFlags): DoctorTrouble | undefined {
  if (!(error instanceof LogError)) {
    const { code } = error as NodeJS.ErrnoException
    return code === undefined ? undefined : { name: 'log-unavailable', message: (error as Error).message }
  }
  switch (error.code) {
    case 'log-in-use':
      return {
        name: 'log-in-use',
        message: `a relay runs on ${data}. Stop it first: a log is looked at in peace.`
      }
    case 'log-newer':
      return { name: 'log-newer', message: `${data} was written by a newer version of weft. Update weft.` }
    case 'log-full': {
      const folder = act.kind === 'salvage' ? act.into : data
      return { name: 'log-full', message: `the disk of ${folder} is full. Make room, then run it again.` }
    }
    case 'log-damaged':
      return {
        name: 'log-damaged',
        message: `nothing of ${data} can be read (${error.message}). Start a relay on a new folder: devices give back what they hold.`
      }
    default:
      return { name: 'log-unavailable', message: error.message }
  }
}
