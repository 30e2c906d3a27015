import { speak } from '$lib/i18n';
import { type Client, Live, type Settings } from '$lib/ipc';
import { showTheme } from './theme';

/** The settings, and what follows from them in this window. */
export class Preferences {
  #client: Client;
  readonly live: Live<Settings>;

  constructor(client: Client) {
    this.#client = client;
    this.live = new Live(client, ['settings'], async () => this.#apply(await client.settingsGet()));
  }

  get now(): Settings | undefined {
    return this.live.data;
  }

  /** Changes some settings: at once on screen, then for good. */
  async change(change: Partial<Settings>): Promise<void> {
    const settings = this.live.data;
    if (!settings) return;
    const next = { ...settings, ...change };
    this.live.expect(() => this.#apply(next));
    await this.#client.settingsSet(next);
  }

  #apply(settings: Settings): Settings {
    showTheme(settings.theme);
    speak(settings.language);
    return settings;
  }
}
