// New versions: offered, never forced, and never before what is written has been saved.

import { registerSW } from 'virtual:pwa-register'
import type { Space } from '@weft/client'
import { showToast } from '../ui/toasts.js'
import { words } from '../words/app.js'

const hourMs = 3_600_000
/** How often it is tried to save what could not be saved, beside the tries that the space makes itself. */
const tryAgainMs = 1_000

/** Returns what stops the checking. */
export function watchForUpdates(space: () => Space<unknown> | null): () => void {
  let registration: ServiceWorkerRegistration | undefined
  const update = registerSW({
    onNeedRefresh: () => {
      showToast({
        text: words.toast.updateReady,
        action: { label: words.toast.reload, run: () => void take() },
        forMs: null
      })
    },
    // Another tab took the new version: this one has to follow, because its old files are gone.
    onNeedReload: () => void whenSaved(space).then(() => location.reload()),
    onRegisteredSW: (_url, found) => {
      registration = found
    }
  })
  const take = async (): Promise<void> => {
    await whenSaved(space)
    await update()
    // A page that was opened before there was any worker is not told that another one took over.
    if (navigator.serviceWorker.controller) return
    const waiting = registration?.waiting
    if (!waiting) location.reload()
    waiting?.addEventListener('statechange', () => {
      if (waiting.state === 'activated') location.reload()
    })
  }
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

/** Resolves when nothing is in this tab alone. While the store takes nothing, this may be long: it says so. */
async function whenSaved(space: () => Space<unknown> | null): Promise<void> {
  let told: (() => void) | undefined
  while (!(await isSaved(space()))) {
    told ??= showToast({ text: words.toast.updateWaits, forMs: null })
    await new Promise((resolve) => setTimeout(resolve, tryAgainMs))
  }
  told?.()
}

async function isSaved(space: Space<unknown> | null): Promise<boolean> {
  if (!space) return true
  const isFlushed = await space.flush().then(
    () => true,
    () => false
  )
  return isFlushed && space.status.get().counts.unsaved === 0
}
