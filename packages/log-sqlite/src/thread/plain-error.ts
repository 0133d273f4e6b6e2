// Errors as plain data and back, for crossing between threads.

import { LogError } from '@weft/relay/log'
import { toLogError } from '../database/sqlite-errors.js'
import type { PlainError } from './messages.js'

export function toPlainError(error: unknown, place: LogError['place'] = null): PlainError {
  if (error instanceof RangeError) return { code: 'out-of-range', message: error.message, place: null }
  const { code, message, place: at } = toLogError(error, place)
  return { code, message, place: at }
}

export function fromPlainError({ code, message, place }: PlainError): Error {
  return code === 'out-of-range' ? new RangeError(message) : new LogError(code, message, place)
}
