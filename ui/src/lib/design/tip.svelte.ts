import type { Attachment } from 'svelte/attachments';

/** What the one tip of the window shows now; `TipLayer` draws it. */
class Tip {
  text = $state('');
  anchor = $state<Element | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Shown, or about to be. */
  #owner: Element | null = null;

  show(anchor: Element, text: string, wait: number) {
    this.#owner = anchor;
    this.#after(wait, () => {
      this.text = text;
      this.anchor = anchor;
    });
  }

  /** Goes after a moment, so that the pointer can move onto the tip and read it. */
  leave(anchor = this.#owner) {
    if (anchor === this.#owner) this.#after(80, () => this.hide());
  }

  stay() {
    clearTimeout(this.#timer);
  }

  hide() {
    clearTimeout(this.#timer);
    this.#owner = null;
    this.anchor = null;
  }

  #after(wait: number, then: () => void) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, wait);
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
    const hide = () => currentTip.hide();
    const onEscape = (event: Event) => (event as KeyboardEvent).key === 'Escape' && hide();
    if (describe) node.setAttribute('aria-description', text);
    const listeners: [string, (event: Event) => void][] = [
      ['pointerenter', hover],
      ['pointerleave', leave],
      ['pointerdown', hide],
      ['focus', focus],
      ['blur', leave],
      ['keydown', onEscape],
    ];
    for (const [name, listener] of listeners) node.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) node.removeEventListener(name, listener);
      if (describe) node.removeAttribute('aria-description');
      leave();
    };
  };
}
