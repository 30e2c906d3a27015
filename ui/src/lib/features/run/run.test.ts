import { configure, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../../App.svelte';
import { speak } from '../../i18n';
import { MemoryClient, type Pretence } from '../../ipc/memory';

// A whole window and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  history.replaceState(null, '', '#/containers');
  localStorage.clear();
});

/** The window, with the palette's first answer to `words` taken. */
async function open(words: string, pretence: Pretence = 'fine') {
  const client = new MemoryClient(pretence);
  client.settingsNow.language = 'en';
  client.pace = 5;
  speak('en');
  render(App, { props: { client } });
  const user = userEvent.setup();
  await screen.findByRole('row', { name: /blog-web/ });
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), `${words}{Enter}`);
  const dialog = await screen.findByRole('dialog', { name: /^Run / });
  return { client, user, dialog: within(dialog) };
}

async function faults() {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join()}`);
}

/** A failing comparison with an element would print the whole page. */
const gone = (find: () => Element | null) => waitFor(() => expect(find() === null).toBe(true));

const started = (client: MemoryClient) =>
  client.calls
    .filter((call) => call.startsWith('runStart '))
    .map((call) => JSON.parse(call.slice('runStart '.length)));

/** Enter in a field does the same in a browser; the pretended one wants the button inside of the form. */
async function pressRun(user: ReturnType<typeof userEvent.setup>) {
  (await screen.findByRole('button', { name: 'Run' })).focus();
  await user.keyboard('{Enter}');
}

const command = (text: RegExp | string) => screen.findByText(text, { selector: 'code' });

describe('running an image', () => {
  it('takes the keyboard and nothing else', async () => {
    const { client, user, dialog } = await open('run an image');
    expect(await faults()).toEqual([]);
    expect(dialog.getByRole('combobox')).toHaveFocus();
    await user.keyboard('Nginx{ArrowDown}{Enter}');
    await command(/podman run -d --name nginx -p 8081:80/);
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus());
    expect(await faults()).toEqual([]);
    await pressRun(user);
    expect(await screen.findByText('nginx answers at http://localhost:8081')).toBeVisible();
    expect(started(client)[0]).toMatchObject({ image: 'nginx:1.27', name: 'nginx' });
    expect(location.hash).toMatch(/^#\/containers\/[0-9a-f]{64}$/);
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(client.calls.some((call) => call.endsWith('http://localhost:8081'))).toBe(true);
  });

  it('finds an image that is here in the palette', async () => {
    await open('run postgres:17');
    expect(await screen.findByLabelText(/Administrator's password/)).toHaveValue('Kq7mZt3vWx9rBn2pHs5dLc8y');
  });

  it('does not run without what is needed: says so, and goes there', async () => {
    const { client, user } = await open('run postgres:17');
    const password = await screen.findByLabelText(/Administrator's password/);
    await user.clear(password);
    await user.click(await screen.findByRole('button', { name: '1 thing to fix first' }));
    await waitFor(() => expect(password).toHaveFocus());
    expect(password).toBeInvalid();
    expect(password).toHaveAccessibleDescription(/POSTGRES_PASSWORD must be set/);
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Run' }));
    expect(started(client)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Make a password' }));
    await user.click(await screen.findByRole('button', { name: 'Run' }));
    await waitFor(() => expect(started(client)).toHaveLength(1));
  });

  it('puts a taken port and a taken name right with their buttons', async () => {
    const { client, user, dialog } = await open('paste a docker');
    await user.keyboard('docker run --name blog-web -p 8080:80 nginx:1.27{Enter}');
    await user.click(await dialog.findByRole('button', { name: 'Use the name blog-web-2' }));
    await user.click(await dialog.findByRole('button', { name: 'Use port 8081' }));
    await command('podman run -d --name blog-web-2 -p 8081:80 nginx:1.27');
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    await waitFor(() => expect(started(client)[0]).toMatchObject({ name: 'blog-web-2' }));
  });

  it('frees a port by stopping who has it', async () => {
    const { client, user, dialog } = await open('paste a docker');
    await user.keyboard('docker run --name web -p 8080:80 nginx:1.27{Enter}');
    await user.click(await dialog.findByRole('button', { name: 'Stop blog-web' }));
    expect(client.calls.some((call) => call.startsWith('containerStop '))).toBe(true);
    await gone(() => dialog.queryByText('Port 8080 is in use'));
  });

  it('says what a pasted line leaves open, and wants risks confirmed', async () => {
    const { client, user, dialog } = await open('paste a docker');
    await user.keyboard('docker run --gpus all -e TOKEN --privileged nginx:1.27{Enter}');
    expect(await dialog.findByText(/Not carried over from the line: --gpus all/)).toBeVisible();
    expect(dialog.getByText(/Give them a value below: TOKEN/)).toBeVisible();
    const tick = await dialog.findByRole('checkbox', { name: /I understand/ });
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    await waitFor(() => expect(tick).toHaveFocus());
    expect(await faults()).toEqual([]);
    expect(started(client)).toEqual([]);
    await user.keyboard(' ');
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    await waitFor(() => expect(started(client)).toHaveLength(1));
  });

  it('says why a line cannot be read', async () => {
    const { user, dialog } = await open('paste a docker');
    await user.keyboard('kubectl get pods{Enter}');
    expect(await dialog.findByText('This is not a run command')).toBeVisible();
  });

  it('keeps the form of a failed run, and its buttons try again', async () => {
    const { client, user, dialog } = await open('run nginx');
    const outside = await dialog.findByRole('textbox', { name: 'Port on this computer, line 1' });
    await user.clear(outside);
    await user.type(outside, '81');
    await pressRun(user);
    expect(await screen.findByText('Port 81 needs extra rights')).toBeVisible();
    expect(await faults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Back to the form' }));
    expect(await screen.findByRole('textbox', { name: 'Port on this computer, line 1' })).toHaveValue('81');
    await pressRun(user);
    await user.click(await screen.findByRole('button', { name: 'Use port 8081' }));
    await waitFor(() => expect(started(client)).toHaveLength(3));
    expect(started(client)[2].ports[0].hostPort).toBe(8081);
  });

  it('asks once before what was typed goes, and goes back and forth without losing it', async () => {
    const { user } = await open('run nginx');
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.type(name, 'mine');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await user.type(await screen.findByRole('combobox'), '{Enter}');
    expect(await screen.findByRole('textbox', { name: 'Name' })).toHaveValue('mine');
    await user.keyboard('{Escape}');
    expect(await screen.findByRole('alert')).toHaveTextContent('What you typed will be lost.');
    await user.keyboard('{Escape}');
    await gone(() => screen.queryByRole('dialog'));
  });

  it('keeps the form while a container is looked at', async () => {
    const { user, dialog } = await open('paste a docker');
    await user.keyboard('docker run --name blog-web nginx:1.27{Enter}');
    await user.click(await dialog.findByRole('button', { name: 'Show blog-web' }));
    expect(location.hash).toContain('blog-web');
    await user.click(await screen.findByRole('button', { name: 'Back to the form' }));
    expect(await screen.findByRole('textbox', { name: 'Name' })).toHaveValue('blog-web');
  });

  it('says that an image is downloaded first, and shows how far it is', async () => {
    const { client, user, dialog } = await open('run an image');
    client.pace = 40;
    await user.keyboard('whoami{Enter}');
    expect(await dialog.findByText(/Will be downloaded first; ports and volumes/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    expect(await dialog.findByText('6 layers')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Stop this' }));
    expect(client.calls.some((call) => call.startsWith('jobCancel'))).toBe(true);
    expect(started(client)[0]).toMatchObject({ fillIn: true });
  });

  it('has its second page, without faults', async () => {
    const { client, user, dialog } = await open('run nginx');
    await user.click(await dialog.findByRole('tab', { name: 'More' }));
    expect(await faults()).toEqual([]);
    await user.type(dialog.getByRole('textbox', { name: /^Command/ }), 'sh -c "sleep 5"');
    await user.type(dialog.getByRole('textbox', { name: /^Memory at most/ }), '512');
    await user.type(dialog.getByRole('textbox', { name: /^Processor cores/ }), '1,5');
    await user.click(dialog.getByRole('button', { name: 'Add: Labels' }));
    await user.keyboard('a=b');
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    await waitFor(() =>
      expect(started(client)[0]).toMatchObject({
        command: ['sh', '-c', 'sleep 5'],
        memory: 512 * 2 ** 20,
        cpus: 1.5,
        labels: ['a=b'],
      }),
    );
  });

  it('offers alternatives as a choice', async () => {
    const { client, user, dialog } = await open('run mariadb:11');
    await user.selectOptions(
      await dialog.findByRole('combobox', { name: 'One of these is needed' }),
      'Make a random password and print it to the log',
    );
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    await waitFor(() =>
      expect(started(client)[0].env).toEqual([{ key: 'MARIADB_RANDOM_ROOT_PASSWORD', value: 'yes' }]),
    );
  });

  it('changes what the image sets', async () => {
    const { user, dialog } = await open('run nginx');
    await user.click(await dialog.findByText('3 more set by the image'));
    await user.click(dialog.getByRole('button', { name: 'Change LANG' }));
    expect(dialog.getByRole('textbox', { name: 'Name of variable 1' })).toHaveValue('LANG');
    expect(await dialog.findByText('2 more set by the image')).toBeVisible();
  });
});
