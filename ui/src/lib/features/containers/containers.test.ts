import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { speak } from '$lib/i18n';
import type { ContainerRow } from '$lib/ipc';
import { MemoryClient, type Pretence } from '$lib/ipc/memory';
import App from '../../../App.svelte';

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

async function open(
  address = '/containers',
  pretence: Pretence = 'fine',
  change?: (client: MemoryClient) => void,
) {
  history.replaceState(null, '', `#${address}`);
  const client = new MemoryClient(pretence);
  client.settingsNow.language = 'en';
  change?.(client);
  speak('en');
  render(App, { props: { client } });
  await screen.findByRole('heading', { level: 1, name: 'Containers' });
  return { client, user: userEvent.setup() };
}

const row = (name: RegExp) => screen.findByRole('row', { name });
const rowOf = (client: MemoryClient, name: string) =>
  client.containerRows.find((each) => each.name === name) as ContainerRow;

async function faults() {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map(
    (each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}

/** The table with the keyboard on a row. */
async function stand(user: ReturnType<typeof userEvent.setup>, name: string) {
  await row(new RegExp(name));
  (await screen.findByRole('grid')).focus();
  await user.keyboard('{Home}');
  for (let step = 0; step < 10 && !document.querySelector('.active')?.textContent?.includes(name); step++)
    await user.keyboard('{ArrowDown}');
}

describe('the list', () => {
  it('groups by project, and not where there is none', async () => {
    await open();
    expect(await row(/On their own/)).toBeVisible();
    document.body.innerHTML = '';
    await open('/containers', 'fine', (client) => {
      for (const each of client.containerRows) each.project = null;
    });
    await row(/blog-web/);
    expect(screen.queryByRole('row', { name: /On their own/ })).toBeNull();
  });

  it('filters by text and by state, and shows all again', async () => {
    const { user } = await open();
    await user.click(await screen.findByRole('radio', { name: 'Needs a look 2' }));
    expect(screen.queryByRole('row', { name: /blog-web/ })).toBeNull();
    expect(await row(/notes/)).toBeVisible();
    await user.type(screen.getByRole('textbox', { name: /Filter/ }), 'zzz');
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(await row(/blog-web/)).toBeVisible();
  });

  it('opens a port in the browser, of the container it belongs to', async () => {
    const { client, user } = await open('/containers', 'fine', (twin) => {
      rowOf(twin, 'hello').ports = structuredClone(rowOf(twin, 'blog-web').ports);
    });
    await user.click(within(await row(/blog-web/)).getByRole('link', { name: /localhost:8080/ }));
    expect(client.calls.filter((call) => call.startsWith('containerOpen'))).toEqual([
      `containerOpen ${rowOf(client, 'blog-web').id} http://localhost:8080`,
    ]);
    expect(within(await row(/hello/)).queryByRole('link')).toBeNull();
  });

  it('works from the keyboard', async () => {
    const { client, user } = await open();
    await stand(user, 'jupyter');
    await user.keyboard('s');
    expect(client.calls).toContain(`containerStart ${rowOf(client, 'jupyter').id}`);
    await stand(user, 'blog-cache');
    await user.keyboard('s');
    expect(client.calls).toContain(`containerStop ${rowOf(client, 'blog-cache').id}`);
    await stand(user, 'blog-db');
    await user.keyboard('r');
    expect(client.calls).toContain(`containerRestart ${rowOf(client, 'blog-db').id}`);
    await user.keyboard('l');
    expect(location.hash).toBe(`#/containers/${rowOf(client, 'blog-db').id}/logs`);
    await user.keyboard('{Delete}');
    expect(await screen.findByRole('dialog', { name: 'Remove blog-db?' })).toBeVisible();
  });

  it('opens with Enter and goes back with Esc', async () => {
    const { client, user } = await open();
    await stand(user, 'hello');
    await user.keyboard('{Enter}');
    expect(location.hash).toBe(`#/containers/${rowOf(client, 'hello').id}`);
    await user.keyboard('{Escape}');
    expect(location.hash).toBe('#/containers');
  });
});

describe('what was asked', () => {
  it('is shown at once and goes when it is done', async () => {
    let done = () => {};
    const { user } = await open('/containers', 'fine', (client) => {
      const stop = client.containerStop;
      client.containerStop = async (id) => {
        await new Promise<void>((resolve) => {
          done = resolve;
        });
        await stop(id);
      };
    });
    await stand(user, 'blog-web');
    await user.keyboard('s');
    expect(within(await row(/blog-web/)).getByText('Stopping…')).toBeVisible();
    done();
    await waitFor(async () => expect(within(await row(/blog-web/)).getByText('Stopped')).toBeVisible());
  });

  it('goes when it failed, and says why', async () => {
    const { user } = await open('/containers', 'fine', (client) => {
      client.containerStop = () =>
        Promise.reject({ code: 'container.gone', facts: { name: 'blog-web' }, raw: '', actions: [] });
    });
    await stand(user, 'blog-web');
    await user.keyboard('s');
    await waitFor(async () => expect(within(await row(/blog-web/)).getByText('Running')).toBeVisible());
    expect(await screen.findByText(/blog-web no longer exists/)).toBeVisible();
  });

  it('gives way to what is seen to have happened, even if no answer ever comes', async () => {
    const { client, user } = await open('/containers', 'fine', (twin) => {
      twin.containerStop = () => new Promise(() => {});
    });
    await stand(user, 'blog-web');
    await user.keyboard('s');
    expect(within(await row(/blog-web/)).getByText('Stopping…')).toBeVisible();
    client.containerRows = client.containerRows.map((each) =>
      each.name === 'blog-web'
        ? { ...each, state: 'exited', end: 'stopped', exitCode: 143, since: new Date().toISOString() }
        : each,
    );
    client.announce('containers');
    await waitFor(async () => expect(within(await row(/blog-web/)).getByText('Stopped')).toBeVisible());
  });

  it('is shown when somebody else asked', async () => {
    await open('/containers', 'fine', (client) => {
      rowOf(client, 'blog-db').pending = 'removing';
    });
    expect(within(await row(/blog-db/)).getByText('Removing…')).toBeVisible();
  });
});

describe('removing', { timeout: 20_000 }, () => {
  it('names what goes and what stays, and keeps volumes unless they are chosen', async () => {
    const { client, user } = await open('/containers/jupyter');
    const { id } = rowOf(client, 'jupyter');
    await stand(user, 'jupyter');
    await user.keyboard('{Delete}');
    const dialog = await screen.findByRole('dialog', { name: 'Remove jupyter?' });
    expect(await within(dialog).findByText('2 changed files')).toBeVisible();
    expect(within(dialog).getByText('The image quay.io/jupyter/minimal-notebook:2026-10')).toBeVisible();
    expect(within(dialog).getByText('podman rm --force jupyter')).toBeVisible();
    expect(within(dialog).getByRole('checkbox')).not.toBeChecked();
    expect(await faults()).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(client.calls).toContain(`containerRemove ${id} `));
    await waitFor(() => expect(location.hash).toBe('#/containers'));
  });

  it('takes a volume without a name along when it is chosen', async () => {
    const { client, user } = await open();
    const { id } = rowOf(client, 'jupyter');
    const volume = (await client.containerRemoval(id)).anonymousVolumes[0]?.source;
    await stand(user, 'jupyter');
    await user.keyboard('{Delete}');
    await user.click(await screen.findByRole('checkbox', { name: /Also delete the volume/ }));
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(client.calls).toContain(`containerRemove ${id} ${volume}`));
  });

  it('says that it stops a running one first', async () => {
    const { user } = await open();
    await stand(user, 'blog-web');
    await user.keyboard('{Delete}');
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('It is running and will be stopped first.')).toBeVisible();
    expect(await within(dialog).findByText('blog_html')).toBeVisible();
    expect(within(dialog).getByRole('button', { name: 'Stop and remove' })).toBeVisible();
  });

  it('asks with the list before it stops one that removes itself', async () => {
    const { client, user } = await open('/containers', 'fine', (twin) => {
      const list = twin.containerList;
      twin.containerList = async () =>
        (await list()).map((each) => (each.name === 'blog-web' ? { ...each, autoRemove: true } : each));
      const removal = twin.containerRemoval.bind(twin);
      twin.containerRemoval = async (id) => ({ ...(await removal(id)), autoRemove: true });
    });
    await stand(user, 'blog-web');
    await user.keyboard('s');
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText(/To stop it is to remove it/)).toBeVisible();
    expect(within(dialog).queryByRole('checkbox')).toBeNull();
    expect(client.calls.filter((call) => call.startsWith('containerStop'))).toEqual([]);
  });

  it('of several lists exactly those it applies to', async () => {
    const { client, user } = await open();
    for (const name of [/blog-web/, /hello/]) await user.click(within(await row(name)).getByRole('checkbox'));
    await user.click(screen.getByRole('button', { name: 'Start' }));
    const dialog = await screen.findByRole('dialog', { name: 'Start 1 container?' });
    expect(within(dialog).getByText(/1 other is left as it is/)).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Start 1 container' }));
    await waitFor(() => expect(client.calls).toContain(`containerStart ${rowOf(client, 'hello').id}`));
    expect(client.calls.filter((call) => call.startsWith('containerStart'))).toHaveLength(1);
  });
});

describe('a container of its own', { timeout: 20_000 }, () => {
  it.each(['', '/logs', '/inspect'])('has no faults at %s', async (tab) => {
    await open(`/containers/blog-web${tab}`);
    await new Promise((done) => setTimeout(done, 80));
    expect(await faults()).toEqual([]);
  });

  it('says what it is doing and how to reach it', async () => {
    const { client, user } = await open('/containers/blog-web');
    const head = (await screen.findByRole('heading', { level: 2, name: 'blog-web' }))
      .parentElement as HTMLElement;
    expect(head).toHaveTextContent('Running for 3 days, made from nginx:1.27. Answers at localhost:8080.');
    await user.click(within(head).getByRole('button', { name: 'Stop' }));
    expect(client.calls).toContain(`containerStop ${rowOf(client, 'blog-web').id}`);
  });

  it('says why it stopped, with its last lines and what helps', async () => {
    const { client, user } = await open('/containers/jupyter');
    expect(await screen.findByText('jupyter ran out of memory')).toBeVisible();
    expect(screen.getByText(/MemoryError/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show the log' }));
    expect(location.hash).toBe(`#/containers/${rowOf(client, 'jupyter').id}/logs`);
    expect(await screen.findByText('The container ended.')).toBeVisible();
  });

  it('leads from what was missing to a form that has it', async () => {
    const { user } = await open('/containers/jupyter');
    await user.click(await screen.findByRole('button', { name: 'Raise the memory limit' }));
    const dialog = await screen.findByRole('dialog', { name: /Run quay.io/ });
    expect(await within(dialog).findByRole('textbox', { name: /^Name/ })).toBeVisible();
  });

  it('hides secrets until it is asked', async () => {
    const { user } = await open('/containers/blog-web', 'fine', (client) => {
      const page = client.containerPage;
      client.containerPage = async (id) => {
        const data = await page(id);
        return { ...data, runCommand: `${data.runCommand} -e API_KEY=not-a-real-key -e OTHER=1` };
      };
    });
    expect(await screen.findByText(/API_KEY=•••• -e OTHER=1/)).toBeVisible();
    expect(screen.queryByText(/not-a-real-key/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show the value of API_KEY' }));
    expect(screen.getByText('not-a-real-key')).toBeVisible();
  });

  it('is renamed, and the name checked while it is typed', async () => {
    const { client, user } = await open('/containers/hello');
    await stand(user, 'hello');
    await user.pointer({ keys: '[MouseRight]', target: await row(/hello/) });
    await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    const name = await screen.findByRole('textbox', { name: 'New name' });
    await user.clear(name);
    await user.type(name, 'blog-web');
    expect(await screen.findByText('Another container is called blog-web.')).toBeVisible();
    await user.clear(name);
    await user.type(name, 'a b');
    expect(await screen.findByText(/Names have letters/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Rename' })).toBeDisabled();
    await user.clear(name);
    await user.type(name, 'greeting{Enter}');
    await waitFor(() => expect(rowOf(client, 'greeting')).toBeDefined());
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it.each<[Pretence, string, RegExp]>([
    ['failed', '/inspect', /could not|not running|answer/i],
    ['fine', '/inspect', /"Name": "blog-web"/],
  ])('shows the face of %s at %s', async (pretence, tab, text) => {
    await open(`/containers/blog-web${tab}`, pretence);
    expect((await screen.findAllByText(text))[0]).toBeVisible();
  });

  it('closes its log when another view is opened', async () => {
    const { client, user } = await open('/containers/blog-web/logs');
    await waitFor(() => expect(client.logs.open).toBe(1));
    expect(await screen.findByText('Downloading 100%, done', { exact: false })).toBeTruthy();
    await user.click(screen.getByRole('tab', { name: 'Inspect' }));
    await waitFor(() => expect(client.logs.open).toBe(0));
  });

  it('says so when it is gone', async () => {
    await open('/containers/nobody');
    expect(await screen.findByText('This container no longer exists')).toBeVisible();
  });
});
