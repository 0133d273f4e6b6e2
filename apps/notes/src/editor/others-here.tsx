// Who else has this note open: one mark a device, with its name for those who cannot see colours.

import type { Space } from '@weft/client'
import { useDocument, usePresence } from '@weft/react'
import type { ReactNode } from 'react'
import { words } from '../words/app.js'

interface Other {
  readonly name: string
  readonly color: string
}

export interface OthersHereProps {
  readonly space: Space<unknown>
  readonly id: string
  /** This device's id. */
  readonly self: string
}

export function OthersHere({ space, id, self }: OthersHereProps): ReactNode {
  const others = usePresence(
    useDocument(space, id),
    (all) => {
      const byDevice = new Map<string, Other>()
      for (const { clientId, state } of all) {
        const user = state.user as Partial<Other & { device: string }> | undefined
        // Another tab of this device is no one else.
        if (!user || user.device === self) continue
        const other = { name: user.name || words.editor.someone, color: user.color ?? '#666' }
        byDevice.set(user.device ?? String(clientId), other)
      }
      return [...byDevice.values()]
    },
    (a, b) => JSON.stringify(a) === JSON.stringify(b)
  )
  if (others.length === 0) return null
  return (
    <span
      className="others"
      role="img"
      aria-label={words.editor.alsoHere(others.map(({ name }) => name))}
      title={words.editor.alsoHere(others.map(({ name }) => name))}
    >
      {others.slice(0, 4).map(({ name, color }, at) => (
        <span key={at} className="other" style={{ backgroundColor: color }}>
          {[...name][0]?.toUpperCase()}
        </span>
      ))}
    </span>
  )
}
