import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openAt } from '../../../test/open';

describe('the settings of updates', () => {
  it('change at once, each for itself', async () => {
    const { client, user } = await openAt('/settings');
    const now = () => client.settingsNow.updates;
    await user.selectOptions(
      await screen.findByRole('combobox', { name: 'Check for updates' }),
      'Every week',
    );
    await user.selectOptions(screen.getByRole('combobox', { name: 'One click follows' }), 'Only this tag');
    await user.click(screen.getByRole('checkbox', { name: /Back up volumes before every update/ }));
    await user.click(screen.getByRole('switch', { name: 'Quiet hours' }));
    await waitFor(() =>
      expect(now()).toMatchObject({
        checkEveryHours: 168,
        follow: 'tag',
        backupVolumes: true,
        quietFrom: null,
        quietTo: null,
        keepHours: 24,
      }),
    );
    await user.click(screen.getByRole('switch', { name: 'Tell me about updates' }));
    await waitFor(() => expect(screen.queryByRole('switch', { name: 'Quiet hours' })).toBeNull());
  });

  it('take a number when it is finished, and no empty one', async () => {
    const { client, user } = await openAt('/settings');
    const keep = await screen.findByRole('textbox', { name: 'Keep the old one for' });
    await user.clear(keep);
    await user.tab();
    expect(keep).toHaveValue('24');
    await user.clear(keep);
    await user.type(keep, '9999');
    await user.tab();
    await waitFor(() => expect(client.settingsNow.updates.keepHours).toBe(720));
  });
});
