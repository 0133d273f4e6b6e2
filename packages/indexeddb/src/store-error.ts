// What IndexedDB's errors mean in the store port's words.

import { StoreError, type StoreErrorCode } from '@weft/client'

/** Errors of a transaction. An AbortError is the browser's doing: bodies that throw are not asked here. */
const codesInUse: Record<string, StoreErrorCode> = {
  QuotaExceededError: 'storage-full',
  InvalidStateError: 'storage-closed',
  AbortError: 'storage-closed'
}

const codesAtOpening: Record<string, StoreErrorCode> = {
  QuotaExceededError: 'storage-full',
  VersionError: 'storage-newer',
  // Private modes, refused cookies, opaque origins, and a disk that cannot be used at all.
  SecurityError: 'storage-unavailable',
  InvalidStateError: 'storage-unavailable',
  UnknownError: 'storage-unavailable'
}

export const errorInUse = (cause: unknown): StoreError => toStoreError(cause, codesInUse)
export const errorAtOpening = (cause: unknown): StoreError => toStoreError(cause, codesAtOpening)

function toStoreError(cause: unknown, codes: Record<string, StoreErrorCode>): StoreError {
  if (cause instanceof StoreError) return cause
  // A transaction that was aborted by the closing of its database may have no error at all.
  const { name, message } = (cause ?? { name: 'AbortError', message: 'aborted' }) as DOMException
  return new StoreError(codes[name] ?? 'storage-failed', `IndexedDB: ${name}: ${message}`, { cause })
}
