/** The systems that the way to an engine differs by. */
export type System = 'linux' | 'mac' | 'windows';
/** Families of Linux distributions, by their package manager. */
export type Distribution = 'apt' | 'dnf' | 'pacman' | 'zypper';

export const distributions: readonly Distribution[] = ['apt', 'dnf', 'pacman', 'zypper'];

/** The system this window runs on, as far as it tells. */
export function systemOf(platform: string): System {
  if (/mac|iphone|ipad/i.test(platform)) return 'mac';
  return /win/i.test(platform) ? 'windows' : 'linux';
}

export const podmanOnLinux: Record<Distribution, string> = {
  apt: 'sudo apt install podman',
  dnf: 'sudo dnf install podman',
  pacman: 'sudo pacman -S podman',
  zypper: 'sudo zypper install podman',
};

export const dockerOnLinux: Record<Distribution, string> = {
  apt: 'sudo apt install docker.io',
  dnf: 'sudo dnf install moby-engine\nsudo systemctl enable --now docker',
  pacman: 'sudo pacman -S docker\nsudo systemctl enable --now docker',
  zypper: 'sudo zypper install docker\nsudo systemctl enable --now docker',
};

export const dockerGroup = 'sudo usermod -aG docker "$USER"';

export const podmanMachine = 'podman machine init\npodman machine start';

export const podmanOnMac = 'brew install podman';

export const wslOnWindows = 'wsl --install --no-distribution';

export const podmanOnWindows = 'winget install RedHat.Podman';

export const dockerDesktop: Record<Exclude<System, 'linux'>, string> = {
  mac: 'brew install --cask docker',
  windows: 'winget install Docker.DockerDesktop',
};
