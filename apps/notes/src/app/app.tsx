// The app once its notes are open: the list, the note, the chip, and the sheet over them.

import type { Device, Space } from '@weft/client'
import type { PairingLink } from '@weft/protocol'
import { useSignal } from '@weft/react'
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { NotePage } from '../editor/note-page.js'
import { OthersHere } from '../editor/others-here.js'
import { ListPane } from '../list/list-pane.js'
import { deleteNote, startNote, undoLastDelete } from '../note/actions.js'
import { downloadNote } from '../note/download.js'
import type { NoteSummary } from '../note/summary.js'
import { Announcer } from '../sync/announcer.js'
import { Chip } from '../sync/chip.js'
import { NotSavedBanner } from '../sync/not-saved-banner.js'
import { Icon } from '../ui/icons.js'
import { Menu } from '../ui/menu.js'
import { Toasts } from '../ui/toasts.js'
import { words } from '../words/app.js'
import { AppMenu } from './app-menu.js'
import { lazyPart } from './load-later.js'
import { firstPanel, type Panel } from './panel.js'
import { goTo, leaveNote, openNote } from './route.js'
import { useDocumentTitle } from './use-document-title.js'
import { useFirstRun } from './use-first-run.js'
import { useIsWide } from './use-is-wide.js'
import { useShortcuts } from './use-shortcuts.js'

/** Soon, and not in the way of the first note. */
const panelsAfterMs = 500
const loadPanels = () => import('./panels.js')
const Panels = lazyPart(() => loadPanels().then((module) => module.Panels))

export interface AppProps {
  readonly device: Device
  readonly space: Space<NoteSummary>
  /** From a pairing link that opened the app; `link` is null when it could not be read. */
  readonly arrival: { readonly link: PairingLink | null } | null
}

export function App({ device, space, arrival }: AppProps): ReactNode {
  const id = useSignal(openNote)
  const name = useSignal(device.name)
  const isWide = useIsWide()
  const [panel, setPanel] = useState<Panel | null>(arrival ? { view: 'join' } : firstPanel(location.search))
  const [focusId, setFocusId] = useState<string | null>(null)
  const listRef = useRef<HTMLDivElement>(null)
  const filterRef = useRef<HTMLInputElement>(null)
  const pageRef = useRef<HTMLElement>(null)

  useFirstRun(device, space, panel?.view === 'join')
  useDocumentTitle(space, id)
  useFlushWhenHidden(space)
  usePanelsWhenIdle()

  const open = (next: string, go: 'look' | 'write'): void => {
    setFocusId(go === 'write' ? next : null)
    goTo(next)
    if (go === 'write' && next === id) pageRef.current?.querySelector<HTMLElement>('.cm-content')?.focus()
    // On a phone the list is gone from the screen, and the focus with it.
    else if (!isWide) requestAnimationFrame(() => pageRef.current?.focus())
  }
  const create = (): void => {
    startNote()
    setFocusId(openNote.get())
  }
  const back = (): void => {
    if (!isWide && id !== null) leaveNote()
    requestAnimationFrame(() => listRef.current?.focus())
  }
  const remove = (gone: string): void => {
    void deleteNote(space, gone)
    // Its page goes away, and the focus that was in it.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) (listRef.current ?? filterRef.current)?.focus()
    })
  }
  useShortcuts({
    create,
    back,
    filter: () => {
      const focus = (): void => {
        filterRef.current?.focus()
        filterRef.current?.select()
      }
      if (isWide || id === null) return focus()
      leaveNote()
      // The list is drawn when the history has gone back.
      setTimeout(focus, 100)
    },
    help: () => setPanel({ view: 'shortcuts' }),
    undoDelete: () => undoLastDelete(space)
  })

  const chip = <Chip device={device} space={space} onOpen={() => setPanel({ view: 'sync' })} />
  const download = id === null ? null : () => void downloadNote(space, id)
  return (
    <div className="app" data-showing={id === null ? 'list' : 'note'}>
      <NotSavedBanner space={space} onDownload={download} />
      <div className="panes">
        {isWide || id === null ? (
          <ListPane
            space={space}
            openId={id}
            onOpen={open}
            onCreate={create}
            onDelete={remove}
            listRef={listRef}
            filterRef={filterRef}
            onConflicts={() => setPanel({ view: 'conflicts' })}
            menu={<AppMenu show={setPanel} />}
            chip={isWide ? null : chip}
          />
        ) : null}
        {isWide || id !== null ? (
          <main className="note-pane" ref={pageRef} tabIndex={-1} aria-label={words.editor.region}>
            <header className="bar">
              {/* The list, which has the page's heading otherwise, is not on this screen. */}
              {isWide ? null : <h1 className="visually-hidden">{words.editor.region}</h1>}
              {isWide ? null : (
                <button
                  type="button"
                  className="icon-button"
                  aria-label={words.editor.backToList}
                  onClick={back}
                >
                  <Icon name="back" />
                </button>
              )}
              {id === null ? null : <OthersHere space={space} id={id} self={device.id} />}
              <span className="bar-space" />
              {id === null ? null : (
                <Menu
                  label={words.editor.more}
                  icon="more"
                  items={[
                    {
                      kind: 'action',
                      label: words.editor.download,
                      icon: 'download',
                      run: download ?? (() => {})
                    },
                    { kind: 'action', label: words.editor.remove, icon: 'bin', run: () => remove(id) }
                  ]}
                />
              )}
              {chip}
            </header>
            {id === null ? (
              <NothingOpen />
            ) : (
              <NotePage
                key={id}
                space={space}
                id={id}
                device={device}
                name={name}
                focus={focusId === id}
                onEscape={back}
                onDecide={() => setPanel({ view: 'sync' })}
                onCompare={() => setPanel({ view: 'conflicts' })}
              />
            )}
          </main>
        ) : null}
      </div>
      {panel ? (
        <Suspense fallback={null}>
          <Panels
            device={device}
            space={space}
            noteId={id}
            panel={panel}
            link={arrival?.link ?? null}
            show={setPanel}
          />
        </Suspense>
      ) : null}
      {/* All but the open sheet is out of reach, so it has the messages in itself. */}
      {panel ? null : <Toasts />}
      <Announcer space={space} />
    </div>
  )
}

function NothingOpen(): ReactNode {
  return (
    <div className="page-message quiet">
      <Icon name="write" className="page-message-icon" />
      <h2>{words.editor.nothingOpen}</h2>
      <p>{words.editor.nothingOpenHint}</p>
    </div>
  )
}

/** A phone may stop a page that is not in sight, without a word. */
function useFlushWhenHidden(space: Space<unknown>): void {
  useEffect(() => {
    const flush = (): void => {
      if (document.visibilityState === 'hidden') void space.flush().catch(() => {})
    }
    document.addEventListener('visibilitychange', flush)
    return () => document.removeEventListener('visibilitychange', flush)
  }, [space])
}

/** The sheet is no part of the first load, and is there before someone presses for it. */
function usePanelsWhenIdle(): void {
  useEffect(() => {
    const timer = setTimeout(() => void loadPanels().catch(() => {}), panelsAfterMs)
    return () => clearTimeout(timer)
  }, [])
}
