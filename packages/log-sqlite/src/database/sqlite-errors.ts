// SQLite's errors as the log's: whether the disk is full, the file is damaged, or something else is in the way.

import { LogError } from '@weft/relay/log'

/** A place is given where the caller knows what was being read. */
export function toLogError(error: unknown, place: LogError['place'] = null): LogError {
  if (error instanceof LogError) return error
  const { code, message } = error as { code?: unknown; message?: unknown }
  const text = String(message ?? error)
  const name = typeof code === 'string' ? code : ''
  // SHMSIZE: the index of the write-ahead log could not grow, which is how a full disk shows there.
  if (name === 'SQLITE_FULL' || name === 'SQLITE_IOERR_SHMSIZE') {
    return new LogError('log-full', `The disk is full: ${text}`)
  }
  if (name.startsWith('SQLITE_CORRUPT') || name === 'SQLITE_NOTADB') {
    return new LogError('log-damaged', `The log's file is damaged: ${text}`, place)
  }
  return new LogError('log-unavailable', `The log cannot work: ${text}`)
}

/** After these SQLite's own state may not be what is on the disk. */
export function isInputOutputError(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && code.startsWith('SQLITE_IOERR')
}
