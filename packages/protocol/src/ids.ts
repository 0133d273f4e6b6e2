// The ids people and programs may choose, and which of them are refused.

const segment = /^[A-Za-z0-9_.-]+$/

/** 1 to 128 characters from A-Z a-z 0-9 _ . - and not `.` or `..` (SPEC P1). */
export function isId(id: string): boolean {
  return id.length >= 1 && id.length <= 128 && segment.test(id) && id !== '.' && id !== '..'
}

/** A space is named by an id. */
export const isSpaceId = (id: string): boolean => isId(id)

/** As isId, but `/` may stand between non-empty segments: `folder/note`. */
export function isDocumentId(id: string): boolean {
  return id.length >= 1 && id.length <= 128 && id.split('/').every(isId)
}
