// Why a relay cannot start, each by name, with what to do about it (SPEC A2, A4).

import { LogError } from '@weft/relay/log'
import type { RelayFlags } from './relay-flags.js'

export interface StartTrouble {
  readonly name:
    | 'secret-needed'
    | 'secret-unreadable'
    | 'secret-too-short'
    | 'secret-not-apart'
    | 'app-not-found'
    | 'port-in-use'
    | 'host-not-ours'
    | 'port-not-allowed'
    | 'data-not-writable'
    | 'log-in-use'
    | 'log-newer'
    | 'log-full'
    | 'log-damaged'
  readonly message: string
}

/** undefined for what is no expected trouble: a fault of the program, to be shown with its stack. */
export function logTroubleOf(error: unknown, { data }: RelayFlags): StartTrouble | undefined {
  if (!(error instanceof LogError)) return undefined
  switch (error.code) {
    case 'log-in-use':
      return {
        name: 'log-in-use',
        message: `${data} is used by another relay. Stop that one, or choose another folder with --data.`
      }
    case 'log-newer':
      return {
        name: 'log-newer',
        message: `${data} was written by a newer version of weft. Update weft to use it.`
      }
    case 'log-full':
      return { name: 'log-full', message: `the disk of ${data} is full. Make room, then start again.` }
    case 'log-damaged':
      return {
        name: 'log-damaged',
        message: `the log in ${data} cannot be read (${error.message}). \`weft doctor --data ${data}\` says what is damaged and how to go on.`
      }
    default:
      return notWritable(data, error.message)
  }
}

export const notWritable = (data: string, why: string): StartTrouble => ({
  name: 'data-not-writable',
  message: `${data} cannot be written (${why}). Give yourself the right to, or choose another folder with --data.`
})

export function listenTroubleOf(error: unknown, { host, port }: RelayFlags): StartTrouble | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return {
        name: 'port-in-use',
        message: `port ${port} of ${host} is used by another program. Stop that one, or choose another port with --port.`
      }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return {
        name: 'host-not-ours',
        message: `${host} is no address of this machine. Choose one of its own with --host.`
      }
    case 'EACCES':
      return {
        name: 'port-not-allowed',
        message: `port ${port} needs rights that you do not have. Choose one above 1023 with --port.`
      }
    default:
      return undefined
  }
}
