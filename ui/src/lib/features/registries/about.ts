/** What the sign-in is opened with: a registry, and the dialog to go back to with what it was about. */
export interface SignInAbout {
  host: string;
  back: { name: string; about: string } | undefined;
}

/** Reads `ghcr.io`, or `ghcr.io push ghcr.io/acme/notes:1`. No registry has a space in its name. */
export function signInAbout(text: string): SignInAbout {
  const [host = '', name, ...about] = text.split(' ');
  return { host, back: name ? { name, about: about.join(' ') } : undefined };
}
