// An input over one register of a note: written when it is left or Enter is pressed, never with each key (N6).

import type { Side } from '@weft/model'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

export type Seen = readonly Pick<Side<string>, 'id'>[]

export interface RegisterInputProps {
  readonly type: 'text' | 'date'
  readonly id?: string
  readonly label: string
  readonly className: string
  readonly placeholder?: string
  /** The id of a list of suggestions. */
  readonly list?: string
  readonly maxLength?: number
  /** What the register holds now; empty for nothing. */
  readonly value: string
  readonly readOnly: boolean
  /** The register's sides at this moment. */
  readonly sides: () => Seen
  /** `seen`: what there was when the person began to write. */
  readonly onCommit: (value: string, seen: Seen) => void
  /** After Enter. */
  readonly onEnter?: () => void
}

interface Draft {
  readonly text: string
  readonly over: string
  readonly seen: Seen
}

export function RegisterInput(props: RegisterInputProps): ReactNode {
  const { type, label, value, sides, onEnter } = props
  const [draft, setDraft] = useState<Draft | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const commit = (): void => {
    if (!draft) return
    setDraft(null)
    const text = draft.text.trim()
    // A day that is typed halfway is no day, and no wish to have none.
    if (input.current?.validity.badInput) input.current.value = draft.over
    else if (text !== draft.over) props.onCommit(text, draft.seen)
  }
  useCommitWhenLeft(commit)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') {
      commit()
      onEnter?.()
    } else if (event.key === 'Escape' && draft) {
      setDraft(null)
      event.currentTarget.value = value
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <input
      ref={input}
      type={type}
      id={props.id}
      className={props.className}
      aria-label={label}
      placeholder={props.placeholder}
      list={props.list}
      maxLength={props.maxLength}
      autoComplete="off"
      enterKeyHint="done"
      data-empty={(draft?.text ?? value) === '' || undefined}
      value={draft?.text ?? value}
      readOnly={props.readOnly}
      onChange={(event) => {
        if (props.readOnly) return
        const text = event.target.value
        setDraft((before) => ({ ...(before ?? { over: value, seen: sides() }), text }))
      }}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  )
}

/** A page that is hidden or goes away, and a note that is left by a key, take no leave of the field. */
function useCommitWhenLeft(commit: () => void): void {
  const latest = useRef(commit)
  latest.current = commit
  useEffect(() => {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') latest.current()
    }
    document.addEventListener('visibilitychange', hidden, true)
    return () => {
      document.removeEventListener('visibilitychange', hidden, true)
      latest.current()
    }
  }, [])
}
