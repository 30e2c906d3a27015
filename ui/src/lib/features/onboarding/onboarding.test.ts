import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { faults, openAt } from '../../../test/open';
import { systemOf } from './gettingEngine';

describe('without an engine', () => {
  it('explains what one is and how to get it on this system', async () => {
    const { user } = await openAt('/home', 'none');
    await user.click(await screen.findByRole('button', { name: 'What is an engine?' }));
    const help = await screen.findByRole('dialog', { name: 'What is an engine?' });
    expect(within(help).getByText('sudo apt install podman')).toBeVisible();
    expect(within(help).getByText(/equals administrator rights/)).toBeVisible();
    await user.click(within(help).getByRole('radio', { name: 'Fedora, RHEL' }));
    expect(within(help).getByText('sudo dnf install podman')).toBeVisible();
    await user.click(within(help).getByRole('radio', { name: 'Windows' }));
    expect(within(help).getByText('winget install RedHat.Podman')).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(within(help).getByRole('button', { name: 'Search again' }));
    expect(await within(help).findByText('No engine answers yet.')).toBeVisible();
  });

  it.each([
    ['Linux x86_64', 'linux'],
    ['MacIntel', 'mac'],
    ['Win32', 'windows'],
  ])('%s is %s', (platform, system) => expect(systemOf(platform)).toBe(system));
});
