import { spoken } from '$lib/i18n';
import { type Client, type ImageSecurity, Live, type SecurityView } from '$lib/ipc';
import { type Lists, listsOf } from './verdict';

/** What is known of how safe everything is. One per window. */
export class Security {
  readonly live: Live<SecurityView>;

  constructor(client: Client) {
    this.live = new Live(client, ['security', 'images', 'engine'], () => client.security(spoken()));
  }

  get images(): readonly ImageSecurity[] {
    return this.live.data?.images ?? [];
  }

  readonly #byId = $derived(new Map(this.images.map((one) => [one.image.id, one])));

  readonly lists: Lists = $derived.by(() => listsOf(this.live.data?.advisories));

  image(id: string): ImageSecurity | undefined {
    return this.#byId.get(id);
  }

  end(): void {
    this.live.end();
  }
}
