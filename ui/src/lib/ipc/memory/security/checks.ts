import type { CheckPlace, CheckView, Verdict } from '../../generated';
import { words as german } from './checks.de';
import { words as english } from './checks.en';

type Kind = 'good' | 'usual' | 'bad';

const place = (name: string, layer: number | null = null, detail: string | null = null): CheckPlace => ({
  name,
  layer,
  detail,
});

/** What each check says of an image that is made badly; every other passes. */
const bad: Record<string, { verdict: Verdict; command?: string; places?: CheckPlace[]; more?: number }> = {
  root: { verdict: 'warn', command: 'USER app' },
  'secret-env': { verdict: 'fail', places: [place('AWS_SECRET_ACCESS_KEY', null, 'wJal…EKEY')] },
  'secret-file': {
    verdict: 'fail',
    command: 'RUN --mount=type=secret,id=key ./fetch.sh',
    places: [place('/root/.ssh/id_ed25519', 3, 'OpenSSH private key')],
  },
  latest: { verdict: 'info' },
  setuid: {
    verdict: 'warn',
    command: 'RUN chmod u-s /opt/tools/run',
    places: [place('/opt/tools/run', 4, 'rwsr-xr-x'), place('/usr/bin/passwd', 0, 'rwsr-xr-x')],
    more: 12,
  },
  'world-writable-dir': {
    verdict: 'warn',
    command: 'RUN chmod o-w /srv/cache',
    places: [place('/srv/cache', 4, 'rwxrwxrwx')],
  },
  healthcheck: { verdict: 'info', command: 'HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1' },
  'add-copy': { verdict: 'info', command: 'COPY app.py /app/', places: [place('ADD app.py /app/', 5)] },
  'apt-cache': {
    verdict: 'warn',
    command: 'RUN apt-get update && apt-get install -y … && rm -rf /var/lib/apt/lists/*',
    places: [place('apt-get install -y python3', 1)],
  },
  'curl-shell': {
    verdict: 'fail',
    command: 'RUN curl -fsSLO https://example.com/install.sh && sha256sum -c install.sum && sh install.sh',
    places: [place('curl -s https://example.com/install.sh | sh', 2)],
  },
  compilers: { verdict: 'info', places: [place('/usr/bin/gcc', 1)] },
};
const usual = new Set(['root', 'healthcheck', 'setuid']);
const order: readonly Verdict[] = ['fail', 'warn', 'info', 'pass'];

/** Every check of an image that is made well, as usual, or badly; worst first. */
export function checksOf(kind: Kind, language: string): CheckView[] {
  const words = language === 'de' ? german : english;
  return Object.entries(words)
    .map(([id, [title, why, fix]]): CheckView => {
      const said = kind === 'bad' || (kind === 'usual' && usual.has(id)) ? bad[id] : undefined;
      const { verdict = 'pass', command = null, places = [], more = 0 } = said ?? {};
      return { id, verdict, title, why, fix, command, places, more };
    })
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}
