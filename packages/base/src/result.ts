// Expected failures as values: a tagged union that the caller has to look at.

export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })

/** A broken invariant: names its SPEC rule and stops what was under way. Stays on in production. */
export function assertRule(condition: unknown, rule: string, message: string): asserts condition {
  if (!condition) throw new Error(`${rule}: ${message}`)
}
