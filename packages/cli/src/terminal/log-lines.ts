// The relay's log on standard error: one JSON object a line, control characters escaped by its being JSON.

import type { Clock } from '@weft/base'
import type { Logger } from '@weft/relay'
import type { Terminal } from './terminal.js'

const mostCharacters = 2_000

export function createLineLogger(clock: Clock, terminal: Terminal): Logger {
  return ({ level, event, fields }) => {
    const bounded = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, mostCharacters) : value
    ])
    const time = new Date(clock.now()).toISOString()
    terminal.error(JSON.stringify({ time, level, event, ...Object.fromEntries(bounded) }))
  }
}
