// The app's menu.

import { useSignal } from '@weft/react'
import type { ReactNode } from 'react'
import { Menu } from '../ui/menu.js'
import { words } from '../words/app.js'
import type { Panel } from './panel.js'
import { theme, themes } from './theme.js'

export function AppMenu({ show }: { show: (panel: Panel) => void }): ReactNode {
  const chosen = useSignal(theme)
  const say = words.menu
  return (
    <Menu
      label={say.label}
      icon="menu"
      items={[
        { kind: 'action', label: say.sync, icon: 'laptop', run: () => show({ view: 'sync' }) },
        { kind: 'action', label: say.conflicts, icon: 'fork', run: () => show({ view: 'conflicts' }) },
        { kind: 'action', label: say.add, icon: 'add', run: () => show({ view: 'add', from: null }) },
        { kind: 'action', label: say.log, icon: 'log', run: () => show({ view: 'log', from: null }) },
        { kind: 'action', label: say.shortcuts, icon: 'keyboard', run: () => show({ view: 'shortcuts' }) },
        {
          kind: 'choice',
          label: say.theme,
          options: themes.map((option) => ({
            label: say.themes[option],
            chosen: option === chosen,
            run: () => theme.set(option)
          }))
        }
      ]}
    />
  )
}
