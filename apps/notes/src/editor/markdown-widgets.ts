// What the preview draws in place of characters: a bullet, and the box of a task.

import { type EditorView, WidgetType } from '@codemirror/view'
import { words } from '../words/app.js'
import { tick } from './markdown-commands.js'

export class Bullet extends WidgetType {
  override toDOM(): HTMLElement {
    const element = document.createElement('span')
    element.className = 'md-bullet'
    element.textContent = '•'
    return element
  }

  override eq(): boolean {
    return true
  }

  override ignoreEvent(): boolean {
    return false
  }
}

export class Checkbox extends WidgetType {
  constructor(readonly isDone: boolean) {
    super()
  }

  override toDOM(view: EditorView): HTMLElement {
    const box = document.createElement('input')
    box.type = 'checkbox'
    box.className = 'md-box'
    box.checked = this.isDone
    box.setAttribute('aria-label', words.editor.task)
    // By keyboard: Ctrl + Enter on the line. A stop at each box would make Tab a way through the text.
    box.tabIndex = -1
    box.addEventListener('mousedown', (event) => {
      event.preventDefault()
      tick(view, view.posAtDOM(box) + 1)
    })
    box.addEventListener('click', (event) => event.preventDefault())
    return box
  }

  override eq(other: Checkbox): boolean {
    return other.isDone === this.isDone
  }

  override ignoreEvent(): boolean {
    return true
  }
}
