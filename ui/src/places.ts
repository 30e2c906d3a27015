import Box from '@lucide/svelte/icons/box';
import Compass from '@lucide/svelte/icons/compass';
import House from '@lucide/svelte/icons/house';
import Layers from '@lucide/svelte/icons/layers';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Settings from '@lucide/svelte/icons/settings';
import Shield from '@lucide/svelte/icons/shield';
import type { Component } from 'svelte';
import BuildOverlay from '$lib/features/build/BuildOverlay.svelte';
import { registerBuild } from '$lib/features/build/register';
import ContainersPage from '$lib/features/containers/ContainersPage.svelte';
import DiscoverPage from '$lib/features/discover/DiscoverPage.svelte';
import { registerDiscover } from '$lib/features/discover/register';
import HomePage from '$lib/features/home/HomePage.svelte';
import { registerHome } from '$lib/features/home/register';
import ImagesPage from '$lib/features/images/ImagesPage.svelte';
import { registerImages } from '$lib/features/images/register';
import EngineHelp from '$lib/features/onboarding/EngineHelp.svelte';
import { registerOnboarding } from '$lib/features/onboarding/register';
import PullOverlay from '$lib/features/pull/PullOverlay.svelte';
import { registerPull } from '$lib/features/pull/register';
import PushOverlay from '$lib/features/push/PushOverlay.svelte';
import { registerPush } from '$lib/features/push/register';
import { registerRegistries } from '$lib/features/registries/register';
import SignInOverlay from '$lib/features/registries/SignInOverlay.svelte';
import RunOverlay from '$lib/features/run/RunOverlay.svelte';
import { registerRun } from '$lib/features/run/register';
import { registerSecurity } from '$lib/features/security/register';
import SecurityPage from '$lib/features/security/SecurityPage.svelte';
import SettingsPage from '$lib/features/settings/SettingsPage.svelte';
import GiveUpOverlay from '$lib/features/updates/GiveUpOverlay.svelte';
import { registerUpdates } from '$lib/features/updates/register.svelte';
import UndoOverlay from '$lib/features/updates/UndoOverlay.svelte';
import UpdateAllOverlay from '$lib/features/updates/UpdateAllOverlay.svelte';
import UpdateOverlay from '$lib/features/updates/UpdateOverlay.svelte';
import UpdatesPage from '$lib/features/updates/UpdatesPage.svelte';
import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';

/** A place of the app. Its page is given what follows the place's name in the address. */
interface Place {
  title: () => string;
  icon: Component<{ size?: number }>;
  page: Component<{ rest: readonly string[] }>;
  /** Makes no sense without an engine. */
  needsEngine?: boolean;
  count?: (shell: Shell) => number | undefined;
  /** The second letter of its "go to" keys. */
  letter: string;
}

/** Every place, in the order of the sidebar. Here features and the shell are put together; neither knows the other. */
export const places: Record<string, Place> = {
  home: { title: () => t().home.title, icon: House, page: HomePage, needsEngine: true, letter: 'H' },
  containers: {
    title: () => t().containers.title,
    icon: Box,
    page: ContainersPage,
    needsEngine: true,
    count: (shell) => shell.containers.data?.length,
    letter: 'C',
  },
  images: {
    title: () => t().images.title,
    icon: Layers,
    page: ImagesPage,
    needsEngine: true,
    count: (shell) => shell.images.data?.length,
    letter: 'I',
  },
  discover: { title: () => t().discover.title, icon: Compass, page: DiscoverPage, letter: 'D' },
  updates: {
    title: () => t().updates.title,
    icon: RefreshCw,
    page: UpdatesPage,
    needsEngine: true,
    // Nothing to do needs no number.
    count: (shell) => shell.freshness.waiting.length || undefined,
    letter: 'U',
  },
  security: {
    title: () => t().security.title,
    icon: Shield,
    page: SecurityPage,
    needsEngine: true,
    count: (shell) => shell.security.live.data?.imagesFixable || undefined,
    letter: 'Y',
  },
  settings: { title: () => t().settings.title, icon: Settings, page: SettingsPage, letter: 'S' },
};

/** What can lie over a page: `shell.open('pull', 'nginx')` shows the one of that name. Empties itself by `onclose`. */
export const overlays: Record<string, Component<{ about: string; onclose: () => void }>> = {
  build: BuildOverlay,
  engineHelp: EngineHelp,
  giveUp: GiveUpOverlay,
  pull: PullOverlay,
  push: PushOverlay,
  run: RunOverlay,
  signIn: SignInOverlay,
  undo: UndoOverlay,
  update: UpdateOverlay,
  updateAll: UpdateAllOverlay,
};

/** What features add once, at the start: actions of the palette and handlers for the buttons under problems. */
export const registrations: readonly ((shell: Shell) => void)[] = [
  registerBuild,
  registerDiscover,
  registerHome,
  registerImages,
  registerOnboarding,
  registerPull,
  registerPush,
  registerRegistries,
  registerRun,
  registerSecurity,
  registerUpdates,
];
