// A button with a menu: arrow keys move, Esc and a click elsewhere close, the focus goes back to the button.

import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon, type IconName } from './icons.js'

export type MenuItem =
  | { readonly kind: 'action'; readonly label: string; readonly icon: IconName; readonly run: () => void }
  | {
      readonly kind: 'choice'
      readonly label: string
      readonly options: readonly {
        readonly label: string
        readonly chosen: boolean
        readonly run: () => void
      }[]
    }

export interface MenuProps {
  readonly label: string
  readonly icon: IconName
  readonly items: readonly MenuItem[]
}

export function Menu({ label, icon, items }: MenuProps): ReactNode {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    entries(menu.current)[0]?.focus()
    const outside = (event: PointerEvent): void => {
      const target = event.target as Node
      if (!menu.current?.contains(target) && !button.current?.contains(target)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  const onKey = (event: KeyboardEvent): void => {
    const all = entries(menu.current)
    const at = all.indexOf(document.activeElement as HTMLElement)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (next !== undefined) all.at(next % all.length)?.focus()
    else if (event.key === 'Escape') close()
    else if (event.key === 'Tab') setOpen(false)
    else return
    if (event.key !== 'Tab') event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="menu-anchor">
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
      </button>
      {open ? (
        <div ref={menu} role="menu" className="menu" aria-label={label} tabIndex={-1} onKeyDown={onKey}>
          {items.map((item) => (
            <Item key={item.label} item={item} close={close} />
          ))}
        </div>
      ) : null}
    </div>
  )
}

function Item({ item, close }: { item: MenuItem; close: () => void }): ReactNode {
  if (item.kind === 'action') {
    const run = (): void => {
      close()
      item.run()
    }
    return (
      <button type="button" role="menuitem" className="menu-item" tabIndex={-1} onClick={run}>
        <Icon name={item.icon} />
        {item.label}
      </button>
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu; this is the menu pattern's group
    <div role="group" aria-label={item.label} className="menu-choice">
      <span className="menu-choice-label" aria-hidden="true">
        {item.label}
      </span>
      <span className="segments">
        {item.options.map((option) => (
          <button
            key={option.label}
            type="button"
            role="menuitemradio"
            aria-checked={option.chosen}
            className="segment"
            tabIndex={-1}
            onClick={option.run}
          >
            {option.label}
          </button>
        ))}
      </span>
    </div>
  )
}

const entries = (menu: HTMLElement | null): HTMLElement[] => [
  ...(menu?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])
]
