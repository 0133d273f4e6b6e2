// Renders into a page that exists only in memory.

import { act, type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

export interface Rendered {
  readonly page: HTMLElement
  /** Renders something else in the same place, or the same with other props. */
  show(what: ReactNode): Promise<void>
  unmount(): Promise<void>
}

/** In strict mode, which mounts everything twice. */
export async function render(what: ReactNode): Promise<Rendered> {
  const page = document.createElement('main')
  document.body.append(page)
  const root = createRoot(page)
  const show = (next: ReactNode): Promise<void> => settle(() => root.render(<StrictMode>{next}</StrictMode>))
  await show(what)
  return {
    page,
    show,
    unmount: async () => {
      await settle(() => root.unmount())
      page.remove()
    }
  }
}

/** Runs something that changes what is shown, and what follows from it. */
export async function settle(change: () => void | Promise<void> = () => {}): Promise<void> {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  await act(async () => {
    await change()
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  })
}
