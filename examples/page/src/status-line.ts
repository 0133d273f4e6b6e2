// The line above the text that says where the edits are, as long as the page is there.

import type { WeftProvider } from '@weft/client'
import { statusWords } from './status-words.js'

/** Writes into the page's `#status`. The browser asks before it closes the page over what is not saved. */
export function showStatus({ status }: WeftProvider): void {
  const line = document.querySelector<HTMLElement>('#status')!
  const show = (): void => {
    const { text, tone } = statusWords(status.get())
    line.textContent = text
    line.dataset.tone = tone
  }
  show()
  status.subscribe(show)
  addEventListener('beforeunload', (event) => {
    if (/^(unsaved|not-saved)$/.test(status.get().kind)) event.preventDefault()
  })
}
