// What the errors of SQLite and of the file system mean in the store port's words.

import { StoreError, type StoreErrorCode } from '@weft/client'

const codes: readonly (readonly [RegExp, StoreErrorCode])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'storage-full'],
  [/^SQLITE_(BUSY|LOCKED)/, 'storage-blocked'],
  [/^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT)/, 'storage-unavailable']
]

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))

export function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const found = codeOf(cause)
  const code = codes.find(([pattern]) => pattern.test(found))?.[1] ?? 'storage-failed'
  return new StoreError(code, `SQLite: ${found} ${(cause as Error).message}`, { cause })
}
