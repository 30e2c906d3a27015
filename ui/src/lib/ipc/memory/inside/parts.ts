import { debian } from './lists';
import { type LayerOf, listed, type Thing } from './things';

export const MB = 1_000_000;
export const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const env = (name: string, value: string | null) => ({ name, value });
export const inDebian = (name: string) => `/usr/share/doc/${name}`;
export const debianPackages = listed(debian, 'deb', 'package', inDebian);
export const longTerm = { state: 'longTerm', endsOn: '2028-06-30' } as const;

export const thing = (
  name: string,
  at: string,
  bytes: number,
  files: number,
  as: Thing['as'],
  more = {},
): Thing => ({
  name,
  path: at,
  bytes,
  files,
  as,
  ...more,
});

export const debianBase: LayerOf = {
  createdBy: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1761523200'",
  things: [
    ...debianPackages,
    thing('/usr/lib/x86_64-linux-gnu/gconv', '/usr/lib/x86_64-linux-gnu/gconv', 8.1 * MB, 264, 'generated'),
    thing('/etc/os-release', '/etc/os-release', 267, 1, 'config', {
      text: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
    }),
    thing('/etc/ssl', '/etc/ssl', 128_000, 9, 'config'),
    thing('/etc/pam.d', '/etc/pam.d', 21_000, 17, 'config'),
    thing('/var/lib/dpkg', '/var/lib/dpkg', 3.9 * MB, 421, 'packageDatabase'),
  ],
};
