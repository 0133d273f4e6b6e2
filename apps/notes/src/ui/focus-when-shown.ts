// A ref for the control that a person has just asked for: it takes the focus when it appears, once.

export function focusWhenShown(element: HTMLElement | null): void {
  // In a dialog that is not open yet nothing can take the focus; when it opens it gives it by this attribute.
  element?.setAttribute('autofocus', '')
  element?.focus()
}
