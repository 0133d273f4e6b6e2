// Short messages with at most one action, which go by themselves unless someone is at them.

import { createSignal } from '@weft/base'
import { useSignal } from '@weft/react'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { words } from '../words/app.js'
import { Icon } from './icons.js'

export interface Toast {
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** Null: stays until it is acted on or dismissed. */
  readonly forMs: number | null
  /** After it went: acted on, dismissed, over its time, or pushed out by newer ones. */
  readonly onGone?: () => void
}

type Shown = Toast & { readonly id: number }

const shown = createSignal<readonly Shown[]>([])
let nextId = 0
/** More at once would cover the text. */
const most = 3

/** Returns what takes it away again. */
export function showToast(toast: Toast): () => void {
  const id = nextId++
  show([...shown.get(), { ...toast, id }].slice(-most))
  return () => dismiss(id)
}

const dismiss = (id: number): void => show(shown.get().filter((toast) => toast.id !== id))

function show(next: readonly Shown[]): void {
  const before = shown.get()
  shown.set(next)
  for (const toast of before) if (!next.includes(toast)) toast.onGone?.()
}

export function Toasts(): ReactNode {
  const all = useSignal(shown)
  const region = useRef<HTMLElement>(null)
  const cameFrom = useRef<HTMLElement | null>(null)
  // Shown anew at each change, so that it stands above a dialog that was opened meanwhile.
  useLayoutEffect(() => {
    region.current?.hidePopover?.()
    if (all.length > 0) region.current?.showPopover?.()
  }, [all])
  return (
    <section
      ref={region}
      popover="manual"
      className="toasts"
      role="status"
      aria-live="polite"
      aria-atomic="false"
      onFocus={({ relatedTarget }) => {
        if (!region.current?.contains(relatedTarget)) cameFrom.current = relatedTarget as HTMLElement | null
      }}
    >
      {all.map((toast) => (
        <ToastLine key={toast.id} toast={toast} leave={() => cameFrom.current?.focus()} />
      ))}
    </section>
  )
}

interface ToastLineProps {
  readonly toast: Shown
  /** Gives the focus back to where it was: the pressed button goes away. */
  readonly leave: () => void
}

function ToastLine({ toast: { id, text, action, forMs }, leave }: ToastLineProps): ReactNode {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held || forMs === null) return
    const timer = setTimeout(() => dismiss(id), forMs)
    return () => clearTimeout(timer)
  }, [held, forMs, id])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: being near it only keeps it from going away
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{text}</span>
      {action ? (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            leave()
            action.run()
            dismiss(id)
          }}
        >
          {action.label}
        </button>
      ) : null}
      <button
        type="button"
        className="icon-button"
        aria-label={words.toast.dismiss}
        onClick={() => {
          leave()
          dismiss(id)
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}
