// Which sheet is open, and which view of it.

export type Panel =
  | { readonly view: 'sync' }
  | { readonly view: 'log' | 'add'; readonly from: 'sync' | null }
  | { readonly view: 'conflicts' }
  | { readonly view: 'shortcuts' }
  | { readonly view: 'join' }

/** `?debug` opens the log: for a person who is told to "open this address and send me what it says". */
export const firstPanel = (search: string): Panel | null =>
  new URLSearchParams(search).has('debug') ? { view: 'log', from: null } : null
