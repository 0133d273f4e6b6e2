// What a row that fails its checksum, or is not there, turns into (SPEC L5).

import { LogError } from '@weft/relay/log'

/** `position` is where in the space's log the damage is, or 0 where it is in no entry. */
export function damaged(space: string, position: number, what: string): LogError {
  return new LogError('log-damaged', `${what} of space ${space} cannot be read as it was written.`, {
    space,
    position
  })
}
