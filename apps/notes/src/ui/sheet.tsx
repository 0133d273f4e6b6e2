// A dialog over the app: the platform's own, which keeps the focus inside, gives it back, and closes with Esc.

import { type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { words } from '../words/app.js'
import { Icon } from './icons.js'
import { Toasts } from './toasts.js'

export interface SheetProps {
  readonly title: string
  readonly onClose: () => void
  /** Where this view was opened from another one of the same sheet. */
  readonly onBack?: (() => void) | undefined
  readonly children: ReactNode
}

export function Sheet({ title, onClose, onBack, children }: SheetProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  // Messages have to be shown after the dialog is, to stand above it.
  const [isOpen, setIsOpen] = useState(false)
  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    setIsOpen(true)
    return () => element?.close()
  }, [])
  // A new view in the same sheet is told by its heading, unless something in it has taken the focus.
  useLayoutEffect(() => {
    const body = dialog.current?.querySelector('.sheet-body')
    if (heading.current?.textContent === title && !body?.contains(document.activeElement)) {
      heading.current.focus({ preventScroll: true })
    }
  }, [title])
  useFocusKept(dialog, heading)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes; the backdrop is for pointers only
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      <div className="sheet-frame">
        <header className="sheet-head">
          {onBack ? (
            <button type="button" className="icon-button" aria-label={words.back} onClick={onBack}>
              <Icon name="back" />
            </button>
          ) : null}
          <h2 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" className="icon-button" aria-label={words.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="sheet-body">{children}</div>
      </div>
      {isOpen ? <Toasts /> : null}
    </dialog>
  )
}

/** A row or a form that is done goes away and would take the focus with it. */
function useFocusKept(dialog: RefObject<HTMLElement | null>, heading: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!dialog.current) return
    const watch = new MutationObserver(() => {
      if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
    })
    watch.observe(dialog.current, { childList: true, subtree: true })
    return () => watch.disconnect()
  }, [dialog, heading])
}
