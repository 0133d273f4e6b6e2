// Starts the app in the page.

// First, before anything could look at the address or send it somewhere.
import './pairing/arrival.js'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Root } from './app/root.js'
import { watchHistory } from './app/route.js'
import { applyTheme, theme } from './app/theme.js'
import { startNote } from './note/actions.js'
import { arrivalHash } from './pairing/arrival.js'
import { readLink } from './pairing/link.js'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/toasts.css'
import './styles/layout.css'
import './styles/list.css'
import './styles/editor.css'
import './styles/motion.css'

applyTheme()
theme.subscribe(applyTheme)
watchHistory()

// The shortcut of the installed app.
if (new URLSearchParams(location.search).has('new')) startNote()

const arrival = arrivalHash === null ? null : { link: readLink(arrivalHash) }
const page = document.getElementById('app')
if (page) {
  createRoot(page).render(
    <StrictMode>
      <Root arrival={arrival} />
    </StrictMode>
  )
}
