import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { faults, openAt } from '../../../test/open';

describe('settings', () => {
  it('have no faults and say where things are kept', async () => {
    await openAt('/settings');
    expect(await screen.findByText('/home/me/.local/share/mooring')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('change to another engine', async () => {
    const { client, user } = await openAt('/settings');
    await user.click(await screen.findByRole('button', { name: /Use/ }));
    expect(client.calls).toContain('engineSelect docker-default');
  });

  it('fold the sidebar', async () => {
    const { client, user } = await openAt('/settings');
    await user.click(await screen.findByRole('switch', { name: 'Sidebar shows icons only' }));
    expect(client.settingsNow.sidebarCollapsed).toBe(true);
  });
});
