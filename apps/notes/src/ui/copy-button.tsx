// A button that puts text on the clipboard and says on itself whether that worked.

import { type ReactNode, useEffect, useState } from 'react'
import { words } from '../words/app.js'
import { copyText } from './copy.js'
import { Icon } from './icons.js'

const saidForMs = 2500

export function CopyButton({
  label,
  text
}: {
  label: string
  text: () => string | Promise<string>
}): ReactNode {
  const [said, setSaid] = useState<string | null>(null)
  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), saidForMs)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async (): Promise<void> =>
    setSaid((await copyText(await text())) ? words.toast.copied : words.toast.copyFailed)
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      <Icon name={said === words.toast.copied ? 'check' : 'copy'} />
      <span aria-live="polite">{said ?? label}</span>
    </button>
  )
}
