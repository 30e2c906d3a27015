import { t } from '$lib/i18n';
import type { Found } from './discover.svelte';

type Purpose = keyof ReturnType<typeof t>['discover']['purposes'];
type Known = keyof ReturnType<typeof t>['discover']['curated'];

/** Well-known images by what they are good for: Docker's official ones, and those of the makers themselves. */
const known: Record<Purpose, readonly Known[]> = {
  web: ['nginx', 'caddy', 'traefik'],
  data: ['postgres', 'mariadb', 'mongo', 'redis'],
  sites: ['wordpress', 'ghost', 'gitea/gitea'],
  files: ['nextcloud', 'jellyfin/jellyfin', 'vaultwarden/server'],
  home: ['homeassistant/home-assistant', 'eclipse-mosquitto', 'pihole/pihole'],
  watch: ['louislam/uptime-kuma', 'grafana/grafana', 'prom/prometheus'],
  base: ['python', 'node'],
};

/** They as rows, in the language in use. Docker's own have no account in front. */
export function curated(): Found[] {
  const words = t().discover;
  return Object.entries(known).flatMap(([purpose, names]) =>
    names.map((reference) => ({
      reference,
      description: words.curated[reference],
      official: !reference.includes('/'),
      stars: null,
      pulls: null,
      host: 'docker.io',
      purpose: words.purposes[purpose as Purpose],
    })),
  );
}
