import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';

/** Saves a copy of one file where the user says, and tells where it is. */
export async function saveFile(
  shell: Shell,
  image: string,
  layer: number | null,
  path: string,
): Promise<void> {
  await shell.attempt(async () => {
    const saved = await shell.client.imageFileSave(image, layer, path);
    if (saved) shell.toasts.say(t().inside.saved(saved));
  });
}
