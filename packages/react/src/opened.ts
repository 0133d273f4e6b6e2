// What a hook shows of something that opens: a tagged union, so that a component looks before it uses.

export type Opened<T> =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly value: T }
  /** `retry` opens again; the reason is the device's own error, such as StoreError or DocumentError. */
  | { readonly kind: 'failed'; readonly error: Error; readonly retry: () => void }

/** The thing itself, or what a hook shows of it, so that hooks can be chained without looking in between. */
export type Given<T> = T | Opened<T>

export const opening: Opened<never> = { kind: 'opening' }

/** Devices, spaces and documents have no `kind`; what a hook shows of them always has one. */
export function toOpened<T extends object>(given: Given<T> | null | undefined): Opened<T> {
  if (!given) return opening
  return 'kind' in given ? given : { kind: 'open', value: given }
}

export function openOf<T extends object>(given: Given<T> | null | undefined): T | null {
  const opened = toOpened(given)
  return opened.kind === 'open' ? opened.value : null
}
