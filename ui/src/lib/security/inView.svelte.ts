import type { Attachment } from 'svelte/attachments';

/** Where nothing has a size (tests, before the first layout) a window's worth of lines is drawn. */
const usual = 640;

/** Which part of a tall thing is in view, in the box that scrolls it, whatever else is in that box. */
export class InView {
  from = $state(0);
  height = $state(usual);

  readonly watch: Attachment<HTMLElement> = (node) => {
    const box = scrollerOf(node);
    const look = () => {
      const height = box.clientHeight;
      this.height = height || usual;
      this.from = height ? box.getBoundingClientRect().top - node.getBoundingClientRect().top : 0;
    };
    look();
    box.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    sizes.observe(node);
    return () => {
      box.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  };
}

function scrollerOf(node: HTMLElement): HTMLElement {
  for (let box = node.parentElement; box; box = box.parentElement)
    if (/auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  return document.documentElement;
}
