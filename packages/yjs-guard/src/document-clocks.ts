// What the log holds of one document's clocks, and to whom each client id belongs.

export interface KnownClock {
  readonly client: number
  /** The next expected clock: the log holds every clock below. */
  readonly clock: number
  /**
   * The replica, session or user that first used the id. null: it came in a give-back or an adoption, and the
   * first who goes on with it owns it.
   */
  readonly owner: string | null
}

export interface DocumentClocks {
  /** By client id. */
  readonly clients: ReadonlyMap<number, KnownClock>
  /** Sum of all clocks, where it is kept with them; otherwise it is summed for each admission. */
  readonly total?: number
}

export const emptyDocumentClocks: DocumentClocks = { clients: new Map(), total: 0 }

export function sumClocks(clocks: DocumentClocks): number {
  if (clocks.total !== undefined) return clocks.total
  let total = 0
  for (const { clock } of clocks.clients.values()) total += clock
  return total
}
