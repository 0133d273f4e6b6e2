// What happens around a device that is not a frame: the slots of the actions of kind `act`.

export const act = {
  /** A person types on the device; `variant` says in which document. */
  type: 0,
  /** Somebody else types, at the relay that is honest. */
  typeElsewhere: 1,
  /** The next frames from the relay are changed on their way; `variant` is the seed of how. */
  tamper: 2,
  /** From the next connection on the relay is another one; `variant` 0 is the honest one. */
  otherRelay: 3,
  /** A person asks the device to try again. */
  retry: 4,
  /** From now on the relay says after each welcome again what was said last; `variant` 0 ends that. */
  insist: 5
} as const

export const documents = ['readme', 'n/a', 'n/b'] as const
