import { asProblem, type Client, type KeepSecret, type Problem, type RegistryView } from '$lib/ipc';
import { hub } from '$lib/registries';
import { plainHost, usual } from './hosts';

/** The choice of a registry that is none of the usual ones. */
export const other = 'other';

/** A sign-in from the form to the answer. The secret is here only while the form needs it. */
export class SigningIn {
  /** One of the usual registries, or `other`. */
  choice = $state<string>(hub);
  address = $state('');
  username = $state('');
  secret = $state('');
  keep = $state<KeepSecret>('keychain');
  /** The keychain said that it is not there: only then a file is offered. */
  noKeychain = $state(false);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  done = $state.raw<RegistryView | null>(null);
  #client: Client;

  constructor(client: Client, host: string) {
    this.#client = client;
    const wanted = host ? plainHost(host) : hub;
    this.choice = usual.includes(wanted) ? wanted : other;
    if (this.choice === other) this.address = wanted;
  }

  get host(): string {
    return this.choice === other ? plainHost(this.address) : this.choice;
  }

  get ready(): boolean {
    return !!this.host && !!this.username.trim() && !!this.secret;
  }

  get places(): readonly KeepSecret[] {
    return this.noKeychain ? ['session', 'file'] : ['keychain', 'session'];
  }

  /** Asks the registry, and keeps the sign-in when it is right. A refused secret is forgotten at once. */
  async send(): Promise<void> {
    if (!this.ready || this.busy) return;
    this.busy = true;
    this.problem = null;
    const { host, username, secret, keep } = this;
    try {
      this.done = await this.#client.registrySignIn({ host, username: username.trim(), secret, keep });
      this.secret = '';
    } catch (error) {
      this.#fail(asProblem(error));
    }
    this.busy = false;
  }

  /** Chooses another place than the keychain. A file is not written before its warning was seen: that takes a click more. */
  keepIn(keep: 'session' | 'file'): void {
    this.keep = keep;
    this.problem = null;
  }

  /** Forgets the secret when the dialog goes. */
  end(): void {
    this.secret = '';
  }

  #fail(problem: Problem) {
    this.problem = problem;
    if (problem.code === 'registry.signInRefused') this.secret = '';
    if (problem.code !== 'registry.keychainMissing') return;
    this.noKeychain = true;
    this.keep = 'session';
  }
}
