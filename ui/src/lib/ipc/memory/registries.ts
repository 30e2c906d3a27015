import type { RegistryView, SearchView, SignIn, TagDetail, TagsView } from '../generated';

/** The twin's registries: what it is signed in to. */
export class MemoryRegistries {
  rows: RegistryView[] = [];

  signIn({ host, username, keep }: SignIn): RegistryView {
    const source = keep === 'session' ? 'session' : 'keychain';
    const row: RegistryView = {
      host,
      username,
      source,
      detail: null,
      ours: true,
      inUse: true,
      problem: null,
    };
    this.rows = [row, ...this.rows.filter((one) => one.host !== host)];
    return row;
  }

  signOut(host: string): void {
    this.rows = this.rows.filter((one) => one.host !== host || !one.ours);
  }

  search = (): SearchView => ({ hits: [], problems: [], searched: ['docker.io'] });
  tags = (reference: string): TagsView => ({
    reference,
    tags: [],
    complete: true,
    stable: null,
    platform: 'linux/amd64',
  });
  details = (tags: readonly string[]): TagDetail[] =>
    tags.map((tag) => ({
      tag,
      digest: null,
      created: null,
      platforms: [],
      size: null,
      fits: true,
      problem: null,
    }));
}
