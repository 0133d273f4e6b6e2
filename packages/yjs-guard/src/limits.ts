// The bounds an untrusted update has to keep, and why each default is what it is.

export interface GuardLimits {
  /** Largest update, bytes. */
  readonly updateBytes: number
  /**
   * Budget of what an update makes Yjs allocate, in structs: a struct counts 1, a shared type 4, a subdocument 40, and an
   * array, object or byte array inside Any content 1. The weights are measured heap (about 150, 600 and 2,300 bytes).
   */
  readonly structs: number
  /** Client ids that one update may carry structs of. */
  readonly clients: number
  /** Delete ranges of one update, over all clients. */
  readonly deleteRanges: number
  /** Levels of arrays and objects within one Any or JSON value. */
  readonly anyDepth: number
  /** Levels of shared types within one update. Levels that were added by earlier updates are not seen. */
  readonly typeDepth: number
  /** Quota: the sum of all clients' clocks that a document may reach. */
  readonly documentClocks: number
  /** New clocks allowed for each byte of an edit, beside `foldedClocks`. Content itself never spends more than 1. */
  readonly clocksPerByte: number
  /**
   * New clocks that an edit may add regardless of its bytes: collected and deleted content spans any number of clocks in
   * a few bytes. Give-backs and adoptions carry a whole history folded and are bound by `documentClocks` alone.
   */
  readonly foldedClocks: number
  /** Longest root name, map key, format key, node name or subdocument guid, bytes of UTF-8. */
  readonly nameBytes: number
}

export const defaultGuardLimits: GuardLimits = {
  // The relay's largest batch. A person who types 500,000 characters offline makes one merged update of about 6 MiB.
  updateBytes: 8 * 1024 * 1024,
  structs: 500_000,
  // Every load of a document draws a fresh client id; a document opened 20 times a day for two years has 15,000.
  clients: 20_000,
  deleteRanges: 100_000,
  anyDepth: 64,
  typeDepth: 500,
  // The Rust port (yrs) keeps clocks in 32 bits, so a document that stays below is readable by all implementations.
  documentClocks: 0xffff_ffff,
  clocksPerByte: 64,
  // Sixteen million characters deleted in one transaction, or during one session of a client that sends its diff folded.
  foldedClocks: 0x100_0000,
  nameBytes: 4096
}

/** For bytes that this side made itself, such as a document's merged state. */
export const boundlessLimits: GuardLimits = {
  updateBytes: Number.POSITIVE_INFINITY,
  structs: Number.POSITIVE_INFINITY,
  clients: Number.POSITIVE_INFINITY,
  deleteRanges: Number.POSITIVE_INFINITY,
  anyDepth: Number.POSITIVE_INFINITY,
  typeDepth: Number.POSITIVE_INFINITY,
  documentClocks: Number.POSITIVE_INFINITY,
  clocksPerByte: Number.POSITIVE_INFINITY,
  foldedClocks: Number.POSITIVE_INFINITY,
  nameBytes: Number.POSITIVE_INFINITY
}

/** What Yjs allocates for one of these, in structs (see `GuardLimits.structs`). */
export const typeWeight = 4
export const subdocumentWeight = 40
