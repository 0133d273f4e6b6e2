// The tabs port in a browser: Web Locks for leadership, BroadcastChannel between tabs.

import { type Clock, systemClock } from '@weft/base'
import { leadAlone } from './lead-alone.js'
import { campaignByLock } from './lock-campaign.js'
import { onPageLifecycle } from './page-lifecycle.js'
import type { Tabs } from './port.js'

/**
 * The other tabs of this origin and browser profile.
 *
 * Web Locks exist only in secure contexts (https, or http on loopback). Elsewhere each tab leads alone: every tab then
 * holds a socket of its own and the relay sees the device greet anew from each. Nothing is lost, since numbers are taken
 * in the store (T5), but tabs take the connection from each other.
 */
export function browserTabs({ clock = systemClock }: { readonly clock?: Clock } = {}): Tabs {
  return {
    campaign: (name, onElected, onDeposed = () => {}) => {
      const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
      if (!locks) return leadAlone(onElected)
      return campaignByLock({ locks, name: `weft/lead/${name}`, clock, onElected, onDeposed })
    },

    channel: (name) => {
      const channel = new BroadcastChannel(`weft/tabs/${name}`)
      let closed = false
      return {
        post: (message) => {
          if (!closed) channel.postMessage(message)
        },
        onMessage: (listener) => {
          const own = ({ data }: MessageEvent): void => {
            if (!closed) listener(data)
          }
          channel.addEventListener('message', own)
          return () => channel.removeEventListener('message', own)
        },
        close: () => {
          closed = true
          channel.close()
        }
      }
    },

    onLifecycle: (listener) =>
      onPageLifecycle((fact) => {
        // A page that is put away is first of all out of sight.
        listener(fact === 'suspending' ? 'hidden' : fact)
      })
  }
}
