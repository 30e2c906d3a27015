import type { Attachment } from 'svelte/attachments';

/** What the one tip of the window shows now; `TipLayer` draws it. */
class Tip {
  text = $state('');
  anchor = $state<Element | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(anchor: Element, text: string, wait: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.text = text;
      this.anchor = anchor;
    }, wait);
  }

  /** Waits a moment, so that the pointer can move onto the tip and read it. */
  leave(anchor?: Element) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(anchor), 80);
  }

  stay() {
    clearTimeout(this.#timer);
  }

  hide(anchor?: Element) {
    if (anchor && this.anchor && this.anchor !== anchor) return;
    clearTimeout(this.#timer);
    this.anchor = null;
  }
}

export const currentTip = new Tip();

interface Options {
  /** Also tell screen readers; not needed when the tip repeats the element's name. */
  describe?: boolean;
}

/**
 * Shows `text` on hover and on focus. One tip serves the whole window, so a table of thousands may use it freely.
 * An empty text shows nothing.
 */
export function tip(text: string, { describe = true }: Options = {}): Attachment<Element> {
  return (node) => {
    if (!text) return;
    const hover = () => currentTip.show(node, text, 400);
    const focus = () => node.matches(':focus-visible') && currentTip.show(node, text, 0);
    const leave = () => currentTip.leave(node);
    const hide = () => currentTip.hide(node);
    const escape = (event: Event) => (event as KeyboardEvent).key === 'Escape' && hide();
    if (describe) node.setAttribute('aria-description', text);
    const listeners: [string, (event: Event) => void][] = [
      ['pointerenter', hover],
      ['pointerleave', leave],
      ['pointerdown', hide],
      ['focus', focus],
      ['blur', hide],
      ['keydown', escape],
    ];
    for (const [name, listener] of listeners) node.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) node.removeEventListener(name, listener);
      if (describe) node.removeAttribute('aria-description');
      hide();
    };
  };
}
