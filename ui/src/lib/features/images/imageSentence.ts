import { format, t } from '$lib/i18n';
import type { ImagePage } from '$lib/ipc';

/** What an image is, as parts of one sentence. */
export interface ImageGist {
  /** `nginx`; none when the image starts nothing by itself. */
  program: string | null;
  ports: string[];
  folders: string[];
  /** None is root. */
  user: string | null;
}

/** Programs that only prepare for or look after the real one, which follows them. */
const wrapper = /entrypoint|^(tini|dumb-init|gosu|su-exec|exec|env|init|s6-.*|catatonit)$/i;
const shell = /^(ba|da|a|z)?sh$/;
const longest = 60;

/** The program a container of this image runs, without the wrappers around it. */
export function programOf(entrypoint: readonly string[], command: readonly string[]): string | null {
  const words = [...entrypoint, ...command];
  while (words.length > 1) {
    const [first = '', second = ''] = words;
    if (shell.test(base(first)) && second === '-c') return line(words[2] ?? '');
    const skipped = wrapper.test(base(first)) || first.startsWith('-') || /^\w+=/.test(first);
    if (!skipped) break;
    words.shift();
  }
  const program = words[0];
  return program ? base(program) : null;
}

/** A line given to a shell, without the `exec` in front. */
function line(text: string): string | null {
  const plain = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^exec /, '');
  if (!plain) return null;
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

function base(path: string): string {
  return path.split('/').pop() || path;
}

function isRoot(user: string): boolean {
  return ['', 'root', '0'].includes(user.split(':')[0] ?? '');
}

/** The most important of an image's settings. */
export function gistOf(page: ImagePage): ImageGist {
  return {
    program: programOf(page.entrypoint, page.command),
    ports: page.exposedPorts.map((port) => port.replace(/\/tcp$/, '')),
    folders: page.volumes,
    user: isRoot(page.user) ? null : page.user,
  };
}

/** The same in words, for an image nobody has looked into: "Runs nginx; listens on port 80; starts as root." */
export function gistWords(page: ImagePage): string {
  const words = t().images.sentence;
  const { program, ports, folders, user } = gistOf(page);
  const parts = [
    program ? words.runs(program) : words.nothing,
    ports.length ? words.listens(ports.length, format.list(ports)) : '',
    folders.length ? words.keeps(format.list(folders)) : '',
    user ? words.user(user) : words.root,
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}
