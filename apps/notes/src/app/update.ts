// New versions: offered, never forced, and never before what is written has been saved.

import { registerSW } from 'virtual:pwa-register'
import type { Space } from '@weft/client'
import { showToast } from '../ui/toasts.js'
import { words } from '../words/app.js'

const hourMs = 3_600_000

/** Returns what stops the checking. */
export function watchForUpdates(space: () => Space<unknown> | null): () => void {
  let registration: ServiceWorkerRegistration | undefined
  const saved = async (): Promise<void> =>
    space()
      ?.flush()
      .catch(() => {})
  const update = registerSW({
    onNeedRefresh: () => {
      const reload = (): void => void saved().then(() => update())
      showToast({
        text: words.toast.updateReady,
        action: { label: words.toast.reload, run: reload },
        forMs: null
      })
    },
    // Another tab took the new version: this one has to follow, because its old files are gone.
    onNeedReload: () => void saved().then(() => location.reload()),
    onRegisteredSW: (_url, found) => {
      registration = found
    }
  })
  const check = (): void => {
    if (document.visibilityState === 'visible') void registration?.update().catch(() => {})
  }
  const timer = setInterval(check, hourMs)
  document.addEventListener('visibilitychange', check)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', check)
  }
}
