import { t } from '$lib/i18n';
import type { DocumentFormat } from '$lib/ipc';
import type { Shell } from '$lib/shell/context';

/** Writes a parts list where the user says, and tells where it is. */
export async function saveDocument(shell: Shell, image: string, format: DocumentFormat): Promise<void> {
  await shell.attempt(async () => {
    const saved = await shell.client.documentSave(image, format);
    if (saved) shell.toasts.say(t().inside.saved(saved));
  });
}
