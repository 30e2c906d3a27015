/** The address of a place or thing: `path('containers', id, 'logs')` is `/containers/<id>/logs`. */
export function path(...segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

/** The parts of an address. One that cannot be read is the empty one, which is home. */
export function segmentsOf(hash: string): string[] {
  try {
    return hash
      .replace(/^#?\/?/, '')
      .split('/')
      .filter(Boolean)
      .map(decodeURIComponent);
  } catch {
    return [];
  }
}

/** Where we are. The address lives behind the `#`, so back, forward and reload work by themselves. */
export class Router {
  segments = $state.raw<string[]>(segmentsOf(location.hash));

  #follow = () => {
    this.segments = segmentsOf(location.hash);
  };

  constructor() {
    addEventListener('hashchange', this.#follow);
    addEventListener('popstate', this.#follow);
  }

  end(): void {
    removeEventListener('hashchange', this.#follow);
    removeEventListener('popstate', this.#follow);
  }

  get place(): string {
    return this.segments[0] ?? 'home';
  }

  /** Goes to an address; with `replace` the one we leave is not kept for "back". */
  go(address: string, { replace = false } = {}): void {
    if (replace) history.replaceState(null, '', `#${address}`);
    else if (location.hash !== `#${address}`) history.pushState(null, '', `#${address}`);
    this.segments = segmentsOf(address);
  }

  back(): void {
    history.back();
  }

  forward(): void {
    history.forward();
  }
}
