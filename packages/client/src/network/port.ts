// The network port: what a device has to know of the network it is on before it uses it (S9).

export interface Network {
  /** Of the network that is in use now. */
  metered(): Metered
  /** Tells of changes, perhaps also of some that change nothing. Returns its unsubscribe. */
  onChange(listener: () => void): () => void
}

/** `unknown`: the platform does not tell; such a network is used like one that is not metered. */
export type Metered = 'metered' | 'unmetered' | 'unknown'

/** Which networks a device may connect over. */
export type Networks = 'any' | 'unmetered'
