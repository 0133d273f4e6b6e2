// Tabs where there are none: a process that is a device by itself leads at once and talks to nobody.

import { leadAlone } from './lead-alone.js'
import type { Tabs } from './port.js'

export function soleTab(): Tabs {
  return {
    campaign: (_name, onElected) => leadAlone(onElected),
    channel: () => ({ post: () => {}, onMessage: () => () => {}, close: () => {} })
  }
}
