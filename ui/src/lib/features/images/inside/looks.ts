import Archive from '@lucide/svelte/icons/archive';
import Braces from '@lucide/svelte/icons/braces';
import Cog from '@lucide/svelte/icons/cog';
import EyeOff from '@lucide/svelte/icons/eye-off';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Wrench from '@lucide/svelte/icons/wrench';
import type { Component } from 'svelte';
import type { Region } from './contents';

/** The sign of each part, which says without its color which part it is. */
export const signs: Record<Region, Component<{ size?: number }>> = {
  code: Braces,
  runtime: Cog,
  system: Wrench,
  settings: SlidersHorizontal,
  leftovers: Archive,
  hidden: EyeOff,
};
